using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Persistence.Redis;

/// <content>Log messages.</content>
public sealed partial class RedisRegistryStore
{
    [LoggerMessage(5001, LogLevel.Information, "Records are kept in {Description}, {Shards} shards.", EventName = "Opened")]
    private partial void LogOpened(string description, int shards);

    [LoggerMessage(
        5002, LogLevel.Warning,
        "The Redis server keeps no append-only file: when it crashes, changes that the registry has acknowledged are lost.",
        EventName = "NoAppendOnlyFile")]
    private partial void LogNoAppendOnlyFile();

    [LoggerMessage(
        5003, LogLevel.Warning,
        "The Redis server throws keys away when its memory is short ({Policy}): set its maxmemory-policy to noeviction, or services will vanish.",
        EventName = "EvictsKeys")]
    private partial void LogEvictsKeys(string policy);

    [LoggerMessage(
        5004, LogLevel.Error,
        "The Redis server has lost acknowledged changes of service {Service}: it is at revision {Stored}, and {Known} was stored. The service goes on under a new epoch.",
        EventName = "HistoryLost")]
    private partial void LogHistoryLost(string service, long stored, long known);
}
