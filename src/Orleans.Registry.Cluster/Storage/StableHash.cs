namespace Orleans.Registry.Cluster;

/// <summary>A hash that is the same in every process and version.</summary>
internal static class StableHash
{
    /// <summary>FNV-1a, see http://www.isthe.com/chongo/tech/comp/fnv/, with its bits mixed so that the low ones are good too.</summary>
    public static uint Of(string text)
    {
        var hash = 2166136261u;
        foreach (var letter in text)
        {
            hash = (hash ^ letter) * 16777619u;
        }

        hash ^= hash >> 15;
        hash *= 0x2c1b3c6d;
        return hash ^ (hash >> 13);
    }
}
