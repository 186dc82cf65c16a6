using System.Collections;

namespace Orleans.Registry;

/// <summary>An immutable set of tags, sorted (ordinal) and without repeats. Equal when they hold the same tags.</summary>
public sealed class TagSet : IReadOnlyList<string>, IEquatable<TagSet>
{
    private readonly string[] _tags;

    private TagSet(string[] tags) => _tags = tags;

    /// <summary>No tags.</summary>
    public static TagSet Empty { get; } = new([]);

    /// <summary>Copies tags into a set.</summary>
    public static TagSet Create(IEnumerable<string>? tags)
    {
        if (tags is null)
        {
            return Empty;
        }

        if (tags is TagSet set)
        {
            return set;
        }

        string[] sorted = [.. new SortedSet<string>(tags, StringComparer.Ordinal)];
        return sorted.Length == 0 ? Empty : new TagSet(sorted);
    }

    /// <summary>Takes an array over that is a set already, as stored ones are; of another it makes one.</summary>
    internal static TagSet Own(string[] tags)
    {
        for (var i = 1; i < tags.Length; i++)
        {
            if (string.CompareOrdinal(tags[i - 1], tags[i]) >= 0)
            {
                return Create(tags);
            }
        }

        return tags.Length == 0 ? Empty : new TagSet(tags);
    }

    /// <summary>How many tags.</summary>
    public int Count => _tags.Length;

    /// <summary>The tag at a place of the ordinal order.</summary>
    public string this[int index] => _tags[index];

    /// <summary>Whether the set has a tag.</summary>
    public bool Contains(string tag) => Array.BinarySearch(_tags, tag, StringComparer.Ordinal) >= 0;

    /// <summary>Whether the set has all of the tags of another.</summary>
    public bool ContainsAll(TagSet tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        foreach (var tag in tags._tags)
        {
            if (!Contains(tag))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Equals(TagSet? other) => other is not null && _tags.AsSpan().SequenceEqual(other._tags);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TagSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var tag in _tags)
        {
            hash.Add(tag, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(',', _tags);

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_tags).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
