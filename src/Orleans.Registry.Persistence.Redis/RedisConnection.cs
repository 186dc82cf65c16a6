using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Orleans.Registry.Persistence.Redis;

/// <summary>
/// The one place that talks to the client library, and only with calls that its versions 1 and 2 both have. Reconnecting with
/// growing pauses is the library's work; deadlines are ours, because version 1 has none for asynchronous calls. Thread-safe
/// once open.
/// </summary>
internal sealed partial class RedisConnection : IAsyncDisposable
{
    private static readonly TimeSpan OpenPause = TimeSpan.FromMilliseconds(50);
    private readonly RedisRegistryStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private ConnectionMultiplexer? _multiplexer;
    private IDatabase? _database;

    public RedisConnection(RedisRegistryStoreOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _time = time;
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

    /// <summary>Runs a script, by its hash when the server knows it.</summary>
    public async Task<RedisResult> RunAsync(RedisScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
    {
        try
        {
            return await EndAsync(
                () => Database.ScriptEvaluateAsync(script.Hash, keys, values, CommandFlags.DemandMaster),
                "script",
                _options.OperationTimeout,
                cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e) when (e.InnerException is RedisServerException { Message: { } message } && message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // A fresh or flushed server. Nothing was run, so it is safe to send it again; EVAL also makes the server remember it.
            LogScriptSent();
            object[] arguments = [script.Text, keys.Length, .. keys.Cast<object>(), .. values.Cast<object>()];
            return await CommandAsync("EVAL", cancellationToken, arguments).ConfigureAwait(false);
        }
    }

    /// <summary>Runs one command on the server that owns its keys (arguments of type <see cref="RedisKey"/>).</summary>
    public Task<RedisResult> CommandAsync(string command, CancellationToken cancellationToken, params object[] arguments)
        => EndAsync(() => Database.ExecuteAsync(command, arguments, CommandFlags.DemandMaster), command, _options.OperationTimeout, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_multiplexer is not null)
        {
            await _multiplexer.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
            _multiplexer.Dispose();
        }
    }

    /// <summary>The library may still be connecting when it says that it is done, and then fails calls at once: so asks again for a while.</summary>
    private async Task AnswersAsync(CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            try
            {
                await EndAsync(
                    () => Database.ExecuteAsync("PING", [], CommandFlags.DemandMaster), "PING", _options.ConnectTimeout, cancellationToken).ConfigureAwait(false);
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

        parsed.AbortOnConnectFail = false;
        parsed.ClientName = "orleans-registry";
        parsed.ConnectTimeout = (int)_options.ConnectTimeout.TotalMilliseconds;
        parsed.SyncTimeout = (int)_options.OperationTimeout.TotalMilliseconds;
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

        parsed.SslProtocols ??= SslProtocols.Tls12 | SslProtocols.Tls13;
        parsed.SslHost = _options.TlsServerName.Length > 0 ? _options.TlsServerName : parsed.SslHost;
        if (_options.CertificateAuthorityFile.Length > 0)
        {
            var trust = new RedisServerTrust(_options.CertificateAuthorityFile);
            parsed.CertificateValidation += trust.Validate;
        }
    }

    /// <summary>A call that nobody waits for any more may still fail; that must not end as an unobserved exception.</summary>
    public static void Forget(Task call)
        => _ = call.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

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

    /// <summary>Everything by which the library tells that a server does not do its part, in both its versions.</summary>
    private static bool IsFailure(Exception e)
        => e is RedisException or RedisCommandException or TimeoutException or IOException or SocketException or ObjectDisposedException
            or OperationCanceledException;

    private static string Reason(Exception e, TimeSpan deadline) => e switch
    {
        RedisServerException => $"the server answered '{e.Message}'.",
        RedisConnectionException or RedisCommandException => "there is no connection to a server that takes writes.",
        _ => $"no answer within {deadline}.",
    };
}
