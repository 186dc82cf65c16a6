using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Orleans.Registry.Persistence.Redis;

/// <summary>
/// The one place that talks to the client library. Reconnecting with growing pauses and keeping which server knows which script
/// are the library's work. Deadlines are ours beside the library's: it looks for overdue calls only once a heartbeat, which is a
/// second, and its calls take neither a token nor a clock. Thread-safe once open.
/// </summary>
internal sealed partial class RedisConnection : IAsyncDisposable
{
    /// <summary>What every call asks for: replicas answer with what was.</summary>
    public const CommandFlags Primary = CommandFlags.DemandMaster;

    private static readonly TimeSpan OpenPause = TimeSpan.FromMilliseconds(50);
    private readonly RedisRegistryStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly RedisStoreInstruments _instruments;
    private readonly ILogger _logger;
    private ConnectionMultiplexer? _multiplexer;
    private IDatabase? _database;

    public RedisConnection(RedisRegistryStoreOptions options, TimeProvider time, RedisStoreInstruments instruments, ILogger logger)
    {
        _options = options;
        _time = time;
        _instruments = instruments;
        _logger = logger;
        Description = RedisConnectionText.Describe(options);
    }

    /// <summary>Where the server is, for people; without secrets.</summary>
    public string Description { get; }

    /// <summary>Connects, or throws <see cref="StoreUnavailableException"/>. May be called again after that.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_multiplexer is null)
        {
            var configuration = Configuration();
            _multiplexer = await EndAsync(
                () => ConnectionMultiplexer.ConnectAsync(configuration), "connect", OpenDeadline, cancellationToken).ConfigureAwait(false);
            _multiplexer.ConnectionFailed += (_, e) => LogConnectionLost(e.EndPoint?.ToString(), e.FailureType.ToString());
            _multiplexer.ConnectionRestored += (_, e) => LogConnectionRestored(e.EndPoint?.ToString());
            _database = _multiplexer.GetDatabase();
        }

        await AnswersAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Runs a script on the server that owns its keys: by its hash, or whole where the server does not know it (any more).
    /// </summary>
    public Task<RedisResult> RunAsync(RedisScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
        => MeasuredAsync(
            new RedisOperation("EVALSHA", script.Name),
            () => EvaluateAsync(script, keys, values),
            _options.OperationTimeout,
            cancellationToken);

    // By the hash, because the library looks a script up by its whole text, for each call and while it holds the connection.
    private async Task<RedisResult> EvaluateAsync(RedisScript script, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return await Database.ScriptEvaluateAsync(script.Hash, keys, values, Primary).ConfigureAwait(false);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // A fresh or flushed server, which ran nothing; this way the library loads the script first.
            return await Database.ScriptEvaluateAsync(script.Text, keys, values, Primary).ConfigureAwait(false);
        }
    }

    /// <summary>Runs one command; the call must ask for a <see cref="Primary"/>.</summary>
    public Task<T> CallAsync<T>(string command, Func<IDatabase, Task<T>> call, CancellationToken cancellationToken)
        => MeasuredAsync(new RedisOperation(command), () => call(Database), _options.OperationTimeout, cancellationToken);

    /// <summary>Runs one command that answers nothing; the call must ask for a <see cref="Primary"/>.</summary>
    public Task CallAsync(string command, Func<IDatabase, Task> call, CancellationToken cancellationToken)
        => CallAsync(
            command,
            async database =>
            {
                await call(database).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    /// <summary>Reads a set or hash in slices; the scan must ask for a <see cref="Primary"/>.</summary>
    public async IAsyncEnumerable<T> ScanAsync<T>(
        string command, Func<IDatabase, IAsyncEnumerable<T>> scan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var items = scan(Database).GetAsyncEnumerator(cancellationToken);
        await using (items.ConfigureAwait(false))
        {
            while (true)
            {
                // Only at the end of a slice something is asked of the server.
                var next = items.MoveNextAsync();
                var isThere = next.IsCompletedSuccessfully
                    ? next.Result
                    : await MeasuredAsync(new RedisOperation(command), next.AsTask, _options.OperationTimeout, cancellationToken).ConfigureAwait(false);
                if (!isThere)
                {
                    yield break;
                }

                yield return items.Current;
            }
        }
    }

    /// <summary>What a primary says of itself.</summary>
    public async Task<RedisServerInfo> InfoAsync(CancellationToken cancellationToken)
    {
        var sections = await MeasuredAsync(
            new RedisOperation("INFO"), () => PrimaryServer().InfoAsync(), _options.OperationTimeout, cancellationToken).ConfigureAwait(false);
        return new RedisServerInfo(sections.SelectMany(static s => s));
    }

    public async ValueTask DisposeAsync()
    {
        if (_multiplexer is not null)
        {
            await _multiplexer.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
            _multiplexer.Dispose();
        }
    }

    /// <summary>The library goes on connecting when its time for it is up, and fails calls until it knows a primary: so asks again for a while.</summary>
    private async Task AnswersAsync(CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            try
            {
                await MeasuredAsync(
                    new RedisOperation("PING"), () => Database.PingAsync(Primary), _options.ConnectTimeout, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (StoreUnavailableException e) when (e.InnerException is not RedisServerException && _time.GetElapsedTime(began) < OpenDeadline)
            {
                await Task.Delay(OpenPause, _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private TimeSpan OpenDeadline => _options.ConnectTimeout * 3;

    private IDatabase Database => _database ?? throw new InvalidOperationException("The store is not open.");

    private ConfigurationOptions Configuration()
    {
        if (!RedisConnectionText.TryParse(_options.ConnectionString, out var parsed, out var reason))
        {
            throw new StoreUnavailableException($"The connection string of Redis {reason}.");
        }

        // To the library INFO is a command of administrators.
        parsed.AllowAdmin = true;
        parsed.AbortOnConnectFail = false;
        parsed.ClientName = "orleans-registry";
        parsed.ConnectTimeout = (int)_options.ConnectTimeout.TotalMilliseconds;
        parsed.AsyncTimeout = (int)_options.OperationTimeout.TotalMilliseconds;
        parsed.ReconnectRetryPolicy = new ExponentialRetry(Math.Min(250, MaxReconnectMilliseconds), MaxReconnectMilliseconds);

        // How soon a replica that was made the primary is seen to be one.
        parsed.ConfigCheckSeconds = Math.Max(1, MaxReconnectMilliseconds / 1000);
        parsed.DefaultDatabase = _options.Database ?? parsed.DefaultDatabase;

        // No keys and channels of the library's own.
        parsed.TieBreaker = string.Empty;
        parsed.ConfigurationChannel = string.Empty;
        Authenticate(parsed);
        return parsed;
    }

    private int MaxReconnectMilliseconds => (int)_options.MaxReconnectDelay.TotalMilliseconds;

    private void Authenticate(ConfigurationOptions parsed)
    {
        parsed.Password = _options.Password.Length > 0 ? _options.Password : parsed.Password;
        parsed.User = _options.User.Length > 0 ? _options.User : parsed.User;
        parsed.Ssl |= _options.UseTls;
        if (!parsed.Ssl)
        {
            return;
        }

        var protocols = parsed.SslProtocols ??= SslProtocols.Tls12 | SslProtocols.Tls13;
        parsed.SslHost = _options.TlsServerName.Length > 0 ? _options.TlsServerName : parsed.SslHost;
        if (_options.CertificateAuthorityFile.Length > 0)
        {
            parsed.SslClientAuthenticationOptions = new RedisTls(_options.CertificateAuthorityFile, protocols).For;
        }

        if (_options.ClientCertificateFile.Length > 0)
        {
            parsed.SetUserPemCertificate(_options.ClientCertificateFile, _options.ClientKeyFile);
        }
    }

    /// <summary>A call that nobody waits for any more may still fail; that must not end as an unobserved exception.</summary>
    public static void Forget(Task call)
        => _ = call.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    private IServer PrimaryServer()
        => _multiplexer?.GetServers().FirstOrDefault(static s => s is { IsConnected: true, IsReplica: false })
            ?? throw new RedisConnectionException(ConnectionFailureType.UnableToResolvePhysicalConnection, Primary, "No primary is connected.");

    private async Task<T> MeasuredAsync<T>(RedisOperation operation, Func<Task<T>> begin, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var span = _instruments.Begin(operation);
        var began = _instruments.MeasuresTime ? _time.GetTimestamp() : 0;
        try
        {
            var answer = await EndAsync(begin, operation.Command, deadline, cancellationToken).ConfigureAwait(false);
            Record(operation, began, error: null);
            return answer;
        }
        catch (Exception e)
        {
            var error = ErrorType(e);
            span?.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error);
            Record(operation, began, error);
            throw;
        }
    }

    private void Record(RedisOperation operation, long began, string? error)
    {
        // 0 when nobody listened as it began.
        if (began != 0)
        {
            _instruments.Record(operation, _time.GetElapsedTime(began), error);
        }
    }

    /// <summary>Waits for a call, but not for ever, and gives each way it can fail the store's name for it.</summary>
    private async Task<T> EndAsync<T>(Func<Task<T>> begin, string what, TimeSpan deadline, CancellationToken cancellationToken)
    {
        Task<T>? call = null;
        try
        {
            call = begin();
            return await call.WaitAsync(deadline, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsFailure(e))
        {
            Forget(call ?? Task.CompletedTask);
            cancellationToken.ThrowIfCancellationRequested();
            throw e is RedisServerException && e.Message.Contains("WRONGTYPE", StringComparison.Ordinal)
                ? new StoreCorruptException($"{Description}: a key is of another type than the registry's.", e)
                : new StoreUnavailableException($"{Description}: {what} failed: {Reason(e, deadline)}", e);
        }
    }

    /// <summary>Everything by which the library tells that a server does not do its part.</summary>
    private static bool IsFailure(Exception e)
        => e is RedisException or RedisCommandException or TimeoutException or IOException or SocketException or ObjectDisposedException
            or OperationCanceledException;

    private static string Reason(Exception e, TimeSpan deadline) => e switch
    {
        RedisServerException => $"the server answered '{e.Message}'.",
        RedisConnectionException or RedisCommandException => "there is no connection to a server that takes writes.",
        _ => $"no answer within {deadline}.",
    };

    /// <summary>Few values: the server's own code of an error, or how it failed to answer.</summary>
    private static string ErrorType(Exception e) => e.InnerException switch
    {
        _ when e is OperationCanceledException => "cancelled",
        RedisServerException server => server.Message.Split(' ', 2)[0],
        TimeoutException => "timeout",
        RedisException or RedisCommandException or IOException or SocketException or ObjectDisposedException => "unavailable",
        _ => e.GetType().FullName ?? e.GetType().Name,
    };
}
