using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Orleans.Registry.Persistence.Etcd.Messages;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary><see cref="IEtcdClient"/> over gRPC: tries member after member, logs in again, keeps to the time of an operation.</summary>
internal sealed partial class GrpcEtcdClient : IEtcdClient
{
    private static readonly TimeSpan ShortestAttempt = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private readonly GrpcConnection _connection;
    private readonly EtcdEndpoints _endpoints;
    private readonly EtcdLogin? _login;
    private readonly TimeSpan _attemptTimeout;
    private readonly TimeSpan _operationTimeout;
    private readonly TimeProvider _time;
    private readonly EtcdStoreInstruments _instruments;
    private readonly ILogger _logger;
    private bool _isDown;
    private volatile bool _isClosed;

    /// <summary>Prepares a client; connects when the first call is made.</summary>
    public GrpcEtcdClient(EtcdRegistryStoreOptions options, TimeProvider time, EtcdStoreInstruments instruments, ILogger logger)
    {
        _endpoints = new EtcdEndpoints(options.Endpoints);
        _connection = new GrpcConnection(EtcdHttp.CreateInvoker(options), time);
        _login = string.IsNullOrEmpty(options.UserName) ? null : new EtcdLogin(options.UserName, options.Password ?? string.Empty);
        _attemptTimeout = options.AttemptTimeout;
        _operationTimeout = options.OperationTimeout;
        _time = time;
        _instruments = instruments;
        _logger = logger;
    }

    public Task<RangeResponse> RangeAsync(RangeRequest request, CancellationToken cancellationToken)
        => SendAsync(EtcdMethod.Range, request, cancellationToken);

    public Task<TxnResponse> TxnAsync(TxnRequest request, CancellationToken cancellationToken)
        => SendAsync(EtcdMethod.Txn, request, cancellationToken);

    public Task<LeaseGrantResponse> LeaseGrantAsync(LeaseGrantRequest request, CancellationToken cancellationToken)
        => SendAsync(EtcdMethod.LeaseGrant, request, cancellationToken);

    public Task<LeaseKeepAliveResponse> LeaseKeepAliveAsync(LeaseKeepAliveRequest request, CancellationToken cancellationToken)
        => SendAsync(EtcdMethod.LeaseKeepAlive, request, cancellationToken);

    public async Task LeaseRevokeAsync(LeaseRevokeRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(EtcdMethod.LeaseRevoke, request, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e) when (e.InnerException is EtcdCallException { Fault: EtcdFault.NotFound })
        {
            // Lapsed, or revoked by an attempt whose reply was lost: it is gone, as asked.
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        _connection.Dispose();
        _login?.Dispose();
    }

    private async Task<TReply> SendAsync<TRequest, TReply>(
        EtcdMethod<TRequest, TReply> method, TRequest request, CancellationToken cancellationToken)
        where TRequest : IMessage<TRequest>
        where TReply : class, IMessage<TReply>
    {
        var started = _time.GetTimestamp();
        var left = _operationTimeout;
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var endpoint = _endpoints.Current;
            var timeout = left > _attemptTimeout ? _attemptTimeout : left < ShortestAttempt ? ShortestAttempt : left;
            var attemptStarted = _time.GetTimestamp();
            string? token = null;
            try
            {
                token = await GetTokenAsync(endpoint, timeout, cancellationToken).ConfigureAwait(false);
                var reply = await _connection.CallAsync(endpoint, method, request, token, timeout, cancellationToken).ConfigureAwait(false);
                _instruments.Record(method.Name, EtcdFault.None, _time.GetElapsedTime(attemptStarted));
                NoteUp(endpoint);
                return reply;
            }
            catch (EtcdCallException e)
            {
                _instruments.Record(method.Name, e.Fault, _time.GetElapsedTime(attemptStarted));
                var pause = Plan(e, endpoint, token, attempt, _operationTimeout - _time.GetElapsedTime(started));
                await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
                left = _operationTimeout - _time.GetElapsedTime(started);
            }
        }
    }

    private async ValueTask<string?> GetTokenAsync(Uri endpoint, TimeSpan timeout, CancellationToken cancellationToken)
        => _login is null
            ? null
            : await _login.GetTokenAsync(
                (login, ct) => _connection.CallAsync(endpoint, EtcdMethod.Authenticate, login, token: null, timeout, ct), cancellationToken)
                .ConfigureAwait(false);

    /// <summary>Says after which pause to try again, or throws when it is of no use or the time is up.</summary>
    private TimeSpan Plan(EtcdCallException failure, Uri endpoint, string? token, int attempt, TimeSpan left)
    {
        switch (failure.Fault)
        {
            case EtcdFault.Unreachable when _isClosed:
                throw new StoreUnavailableException("The etcd store was closed before the call was answered.", failure);
            case EtcdFault.Compacted:
                throw new EtcdCompactedException(failure.Message);
            case EtcdFault.InvalidToken when _login is not null && token is not null:
                _login.Forget(token);
                break;
            case EtcdFault.Unreachable:
                NoteDown(endpoint, failure.Message);
                break;
            default:
                throw new StoreUnavailableException($"etcd refused: {failure.Message}", failure);
        }

        var pause = Pause(attempt);
        return pause + ShortestAttempt < left
            ? pause
            : throw new StoreUnavailableException(
                $"etcd ({_endpoints}) did not answer within {_operationTimeout}; last: {endpoint.Authority}: {failure.Message}", failure);
    }

    // The first pass over the members and the first new login go without a pause. After that pauses grow, with jitter so that
    // the appends of many services do not come back at the same moment.
    private TimeSpan Pause(int attempt)
    {
        if (attempt < _endpoints.Count || attempt == 1)
        {
            return TimeSpan.Zero;
        }

        var pause = FirstPause * Math.Pow(2, Math.Min(attempt - Math.Max(_endpoints.Count, 2), 10));
        return (pause < LongestPause ? pause : LongestPause) * (0.5 + (Random.Shared.NextDouble() / 2));
    }

    // Said once when an outage begins and once when it ends, however many calls it hits.
    private void NoteDown(Uri endpoint, string reason)
    {
        if (_endpoints.MoveFrom(endpoint))
        {
            _instruments.RecordFailover();
        }

        if (!Interlocked.Exchange(ref _isDown, true))
        {
            LogDown(endpoint.Authority, reason, _endpoints.Current.Authority);
        }
    }

    private void NoteUp(Uri endpoint)
    {
        if (Volatile.Read(ref _isDown) && Interlocked.Exchange(ref _isDown, false))
        {
            LogUp(endpoint.Authority);
        }
    }
}
