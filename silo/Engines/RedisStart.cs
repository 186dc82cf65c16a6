using Orleans.Registry.Engine;
using StackExchange.Redis;

namespace Orleans.Registry.Silo;

/// <summary>
/// Waits, before the silo starts, for the Redis that its membership, reminders or grain storage are on. Orleans' providers connect
/// once at their start and fail it if that does not work.
/// </summary>
internal sealed class RedisStart(string connectionString, TimeSpan limit, TimeProvider time, ILogger<RedisStart> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
        => new StoreWait($"Redis at {StartDescription.RedisServers(connectionString)}", limit, time, logger).RunAsync(PingAsync, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async ValueTask<bool> PingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(ConfigurationOptions.Parse(connectionString)).WaitAsync(cancellationToken);
            await connection.GetDatabase().PingAsync().WaitAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            throw new StoreUnavailableException(
                $"Redis at {StartDescription.RedisServers(connectionString)} cannot be used: {exception.Message}", exception);
        }
    }
}
