namespace Orleans.Registry.Persistence.Redis;

/// <summary>One entry of a service's log.</summary>
internal readonly record struct RedisLogEntry(long Revision, byte[] Record);
