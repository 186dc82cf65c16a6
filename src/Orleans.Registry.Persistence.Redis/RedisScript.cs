using System.Security.Cryptography;
using System.Text;

namespace Orleans.Registry.Persistence.Redis;

/// <summary>A Lua script and the name under which the server keeps it: the SHA-1 of its text.</summary>
internal sealed class RedisScript
{
    public RedisScript(string text)
    {
        Text = text;
#pragma warning disable CA5350 // SHA-1 is how EVALSHA names scripts; nothing is protected by it.
        Hash = SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
    }

    public string Text { get; }

    public byte[] Hash { get; }
}
