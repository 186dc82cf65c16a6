namespace Orleans.Registry.Core;

/// <summary>
/// An immutable view of the end of a service's change log: consecutive revisions. Safe to share between threads. Holding a
/// view holds the changes in it, so readers take the present one each time they look.
/// </summary>
public readonly struct ChangeLogView
{
    private readonly ServiceChange[] _changes;
    private readonly int _start;

    internal ChangeLogView(ServiceChange[] changes, int start, int count)
    {
        _changes = changes;
        _start = start;
        Count = count;
    }

    /// <summary>How many changes.</summary>
    public int Count { get; }

    /// <summary>The oldest change's revision; 0 when there is none.</summary>
    public Revision Oldest => Count == 0 ? Revision.None : this[0].Revision;

    /// <summary>The newest change's revision; 0 when there is none.</summary>
    public Revision Newest => Count == 0 ? Revision.None : this[Count - 1].Revision;

    /// <summary>The change at a place, oldest first.</summary>
    public ServiceChange this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return _changes[_start + index];
        }
    }

    /// <summary>Whether every change after a revision is here, so that a reader who holds that revision can go on.</summary>
    public bool Covers(Revision held, Revision last)
        => held == last || (held < last && Count > 0 && held.Next >= Oldest && Newest == last);

    /// <summary>Where the change after a revision stands; the view must cover it.</summary>
    public int IndexAfter(Revision held) => Count == 0 ? 0 : (int)(held.Value + 1 - Oldest.Value);
}
