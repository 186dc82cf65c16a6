using System.Text;

namespace Orleans.Registry;

/// <summary>
/// Lets records that are decoded one after another share equal texts, tags, metadata and checks, so that a million loaded
/// instances take the memory of their differences. Bounded: a direct-mapped table in which a newer text replaces an older
/// one. One thread at a time.
/// </summary>
public sealed class RecordCache
{
    private const int Slots = 4096;
    private const int MaxLength = 64;
    private readonly string?[] _texts = new string?[Slots];
    private TagSet _tags = TagSet.Empty;
    private StringMap _map = StringMap.Empty;
    private EquatableArray<HealthCheckDefinition> _checks = EquatableArray<HealthCheckDefinition>.Empty;

    internal string Text(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > MaxLength)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        // FNV-1a, see http://www.isthe.com/chongo/tech/comp/fnv/: short, and good enough to spread short texts.
        var hash = 2166136261u;
        foreach (var value in utf8)
        {
            hash = (hash ^ value) * 16777619u;
        }

        ref var slot = ref _texts[hash & (Slots - 1)];
        if (slot is not null && IsSame(slot, utf8))
        {
            return slot;
        }

        return slot = Encoding.UTF8.GetString(utf8);
    }

    internal TagSet Share(TagSet tags) => _tags.Equals(tags) ? _tags : _tags = tags;

    internal StringMap Share(StringMap map) => _map.Equals(map) ? _map : _map = map;

    internal EquatableArray<HealthCheckDefinition> Share(EquatableArray<HealthCheckDefinition> checks)
        => _checks.Equals(checks) ? _checks : _checks = checks;

    private static bool IsSame(string text, ReadOnlySpan<byte> utf8)
    {
        if (text.Length > utf8.Length)
        {
            return false;
        }

        Span<byte> encoded = stackalloc byte[MaxLength * 3];
        return Encoding.UTF8.TryGetBytes(text, encoded, out var written) && encoded[..written].SequenceEqual(utf8);
    }
}
