using Etcdserverpb;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary><see cref="IEtcdClient"/> over gRPC: tries member after member, logs in again, keeps to the time of an operation.</summary>
internal sealed partial class GrpcEtcdClient : IEtcdClient
{
    private static readonly TimeSpan ShortestAttempt = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private readonly EtcdMembers _members;
    private readonly EtcdLogin? _login;
    private readonly TimeSpan _attemptTimeout;
    private readonly TimeSpan _operationTimeout;
    private readonly TimeProvider _time;
    private readonly EtcdStoreInstruments _instruments;
    private readonly ILogger _logger;
    private bool _isDown;
    private volatile bool _isClosed;

    /// <summary>Prepares a client; connects when the first call is made.</summary>
    /// <exception cref="StoreUnavailableException">A certificate cannot be read.</exception>
    public GrpcEtcdClient(EtcdConnectionOptions options, TimeProvider time, EtcdStoreInstruments instruments, ILogger logger)
        : this(options, EtcdHttp.CreateHandler(options), time, instruments, logger)
    {
    }

    internal GrpcEtcdClient(
        EtcdConnectionOptions options, HttpMessageHandler handler, TimeProvider time, EtcdStoreInstruments instruments, ILogger logger)
    {
        _members = new EtcdMembers(options.Endpoints, handler);
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

    public Task<TxnResponse> TxnAsync(TxnRequest request, EtcdRepeat repeat, CancellationToken cancellationToken)
        => SendAsync(EtcdMethod.Txn, request, cancellationToken, repeat);

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
        _members.Dispose();
        _login?.Dispose();
    }

    private async Task<TReply> SendAsync<TRequest, TReply>(
        EtcdMethod<TRequest, TReply> method, TRequest request, CancellationToken cancellationToken, EtcdRepeat? repeat = null)
    {
        var started = _time.GetTimestamp();
        var left = _operationTimeout;
        using var activity = EtcdStoreInstruments.StartCall(method.Name);
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var member = _members.Current;
            var timeout = TimeoutOf(left);
            var attemptStarted = _time.GetTimestamp();
            Metadata? headers = null;
            try
            {
                headers = await GetHeadersAsync(member, timeout, cancellationToken).ConfigureAwait(false);
                var reply = await EtcdAttempt.CallAsync(member, method, request, headers, timeout, _time, cancellationToken).ConfigureAwait(false);
                _instruments.Record(activity, method.Name, member.Address, _time.GetElapsedTime(attemptStarted));
                NoteUp(member);
                return reply;
            }
            catch (EtcdCallException e)
            {
                _instruments.Record(activity, method.Name, member.Address, _time.GetElapsedTime(attemptStarted), e);
                if (repeat is not null && headers is not null && e.Fault == EtcdFault.Unreachable)
                {
                    repeat.IsPossible = true;
                }

                var pause = Plan(e, member, headers, attempt, _operationTimeout - _time.GetElapsedTime(started));
                await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
                left = _operationTimeout - _time.GetElapsedTime(started);
            }
        }
    }

    // Where there is no other member to ask, waiting on is better than asking the same one again.
    private TimeSpan TimeoutOf(TimeSpan left)
    {
        var most = _members.Count > 1 && left > _attemptTimeout ? _attemptTimeout : left;
        return most < ShortestAttempt ? ShortestAttempt : most;
    }

    private ValueTask<Metadata> GetHeadersAsync(EtcdMember member, TimeSpan timeout, CancellationToken cancellationToken)
        => _login is null
            ? ValueTask.FromResult(EtcdLogin.NoLogin)
            : _login.GetHeadersAsync(
                (login, ct) => EtcdAttempt.CallAsync(member, EtcdMethod.Authenticate, login, EtcdLogin.NoLogin, timeout, _time, ct),
                cancellationToken);

    /// <summary>Says after which pause to try again, or throws when it is of no use or the time is up.</summary>
    private TimeSpan Plan(EtcdCallException failure, EtcdMember member, Metadata? headers, int attempt, TimeSpan left)
    {
        switch (failure.Fault)
        {
            case EtcdFault.Unreachable when _isClosed:
                throw new StoreUnavailableException("The client of etcd was closed before the call was answered.", failure);
            case EtcdFault.Compacted:
                throw new EtcdCompactedException(failure.Message);
            case EtcdFault.InvalidToken when _login is not null && headers is not null:
                _login.Forget(headers);
                break;
            case EtcdFault.Unreachable:
                NoteDown(member, failure.Message);
                break;
            default:
                throw new StoreUnavailableException($"etcd refused: {failure.Message}", failure);
        }

        var pause = Pause(attempt);
        return pause + ShortestAttempt < left
            ? pause
            : throw new StoreUnavailableException(
                $"etcd ({_members}) did not answer within {_operationTimeout}; last: {member.Address.Authority}: {failure.Message}", failure);
    }

    // The first pass over the members and the first new login go without a pause. After that pauses grow, with jitter so that
    // the appends of many services do not come back at the same moment.
    private TimeSpan Pause(int attempt)
    {
        if (attempt < _members.Count || attempt == 1)
        {
            return TimeSpan.Zero;
        }

        var pause = FirstPause * Math.Pow(2, Math.Min(attempt - Math.Max(_members.Count, 2), 10));
        return (pause < LongestPause ? pause : LongestPause) * (0.5 + (Random.Shared.NextDouble() / 2));
    }

    // Said once when an outage begins and once when it ends, however many calls it hits.
    private void NoteDown(EtcdMember member, string reason)
    {
        if (_members.MoveFrom(member))
        {
            _instruments.RecordFailover();
        }

        if (!Interlocked.Exchange(ref _isDown, true))
        {
            LogDown(member.Address.Authority, reason, _members.Current.Address.Authority);
        }
    }

    private void NoteUp(EtcdMember member)
    {
        if (Volatile.Read(ref _isDown) && Interlocked.Exchange(ref _isDown, false))
        {
            LogUp(member.Address.Authority);
        }
    }
}
