namespace Orleans.Registry.Cluster;

/// <summary>
/// The snapshots that were decoded last, by their bytes: who reads a service that does not change again and again gets the same
/// snapshot, with the views made of it, for the price of a comparison. Bounded: a direct-mapped table in which a newer snapshot
/// replaces an older one. Safe to use from any thread.
/// </summary>
internal sealed class DecodedSnapshots
{
    private const int Slots = 256;

    // Larger ones are rarely the same twice, and would hold much memory.
    private const int MaxImage = 16 * 1024;

    private readonly Entry?[] _entries = new Entry?[Slots];

    /// <summary>The snapshot of these bytes, from the table or decoded.</summary>
    /// <param name="form">The bytes and what they do not hold.</param>
    /// <param name="decode">Decodes them.</param>
    public ServiceSnapshot GetOrDecode(SnapshotForm form, Func<SnapshotForm, ServiceSnapshot> decode)
    {
        if (form.Image.Length > MaxImage)
        {
            return decode(form);
        }

        ref var slot = ref _entries[SlotOf(form.Image)];
        if (Volatile.Read(ref slot) is { } known && known.Form.HoldsSameAs(form))
        {
            return known.Snapshot;
        }

        var snapshot = decode(form);
        Volatile.Write(ref slot, new Entry(form, snapshot));
        return snapshot;
    }

    // An image begins with its format, then the length and the text of its service's name: the versions of one service share a
    // slot. If it did not, the table would only be used worse.
    private static int SlotOf(ReadOnlySpan<byte> image)
    {
        var hash = default(HashCode);
        hash.AddBytes(image.Length < 2 ? image : image[..Math.Min(image.Length, 2 + image[1])]);
        return (int)((uint)hash.ToHashCode() % Slots);
    }

    private sealed record Entry(SnapshotForm Form, ServiceSnapshot Snapshot);
}
