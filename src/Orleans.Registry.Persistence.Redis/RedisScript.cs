namespace Orleans.Registry.Persistence.Redis;

/// <summary>A Lua script, and what it is called in metrics and traces. The client library keeps which servers know its hash.</summary>
internal sealed record RedisScript(string Name, string Text);
