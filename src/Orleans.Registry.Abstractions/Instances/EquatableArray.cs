using System.Collections;

namespace Orleans.Registry;

/// <summary>An immutable list that is equal to another with equal elements in the same order.</summary>
/// <typeparam name="T">The element, itself compared by value.</typeparam>
public sealed class EquatableArray<T> : IReadOnlyList<T>, IEquatable<EquatableArray<T>>
    where T : IEquatable<T>
{
    private readonly T[] _items;

    private EquatableArray(T[] items) => _items = items;

    /// <summary>No elements.</summary>
    public static EquatableArray<T> Empty { get; } = new([]);

    /// <summary>Copies elements into a list.</summary>
    public static EquatableArray<T> Create(IEnumerable<T>? items)
    {
        if (items is EquatableArray<T> same)
        {
            return same;
        }

        T[] copy = items is null ? [] : [.. items];
        return copy.Length == 0 ? Empty : new EquatableArray<T>(copy);
    }

    /// <summary>How many elements.</summary>
    public int Count => _items.Length;

    /// <summary>The element at a place.</summary>
    public T this[int index] => _items[index];

    /// <inheritdoc/>
    public bool Equals(EquatableArray<T>? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EquatableArray<T>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
