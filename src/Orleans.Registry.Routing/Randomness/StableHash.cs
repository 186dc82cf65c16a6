using System.Runtime.InteropServices;

namespace Orleans.Registry.Routing;

/// <summary>
/// A hash of text that is the same in every process and on every machine, so that all callers send a key to the same
/// endpoint. Not for hostile keys: it has no secret.
/// </summary>
/// <remarks>FNV-1a over UTF-16 code units (Fowler, Noll and Vo), finished by the mixer of SplitMix64.</remarks>
public static class StableHash
{
    private const ulong OffsetBasis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>Hashes text.</summary>
    public static ulong Of(ReadOnlySpan<char> text)
    {
        var hash = OffsetBasis;
        foreach (var unit in MemoryMarshal.Cast<char, ushort>(text))
        {
            hash = (hash ^ unit) * Prime;
        }

        return RandomMath.Mix(hash);
    }
}
