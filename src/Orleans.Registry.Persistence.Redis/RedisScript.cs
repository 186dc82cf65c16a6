using System.Security.Cryptography;
using System.Text;

namespace Orleans.Registry.Persistence.Redis;

/// <summary>A Lua script, what it is called in metrics and traces, and the hash by which a server that knows it runs it.</summary>
internal sealed record RedisScript(string Name, string Text)
{
#pragma warning disable CA5350 // SHA-1 is how EVALSHA names scripts; nothing is protected by it.
    public byte[] Hash { get; } = SHA1.HashData(Encoding.UTF8.GetBytes(Text));
#pragma warning restore CA5350
}
