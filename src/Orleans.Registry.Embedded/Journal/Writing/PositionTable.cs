using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Orleans.Registry.Embedded.Journal;

/// <summary>
/// The revision of every service, and what it was at the last cut of the journal, which a snapshot must reach. Guarded by
/// its owner's lock.
/// </summary>
internal sealed class PositionTable
{
    private readonly Dictionary<ServiceName, StoredPosition> _positions = [];
    private int _generation;

    /// <summary>Takes a recovered service in.</summary>
    public void Restore(StoredService service) => _positions[service.Service] = new StoredPosition
    {
        Epoch = service.Epoch,
        Revision = service.Revision,
        Generation = _generation,
        CutRevision = service.Revision,
    };

    /// <summary>How far a service has come; <c>null</c> when it is not stored.</summary>
    public ServicePosition? Find(ServiceName service)
        => _positions.TryGetValue(service, out var position) ? new ServicePosition(position.Epoch, position.Revision) : null;

    /// <summary>Whether an append is the next of its service.</summary>
    public bool Follows(ServiceAppend append)
    {
        ref var position = ref CollectionsMarshal.GetValueRefOrNullRef(_positions, append.Service);
        return Unsafe.IsNullRef(ref position)
            ? AppendRules.Follows(append, Epoch.None, Revision.None)
            : AppendRules.Follows(append, position.Epoch, position.Revision);
    }

    /// <summary>Moves a service to the end of an append.</summary>
    public void Advance(ServiceAppend append)
    {
        ref var position = ref CollectionsMarshal.GetValueRefOrAddDefault(_positions, append.Service, out _);
        if (position.Generation != _generation)
        {
            position.Generation = _generation;
            position.CutRevision = position.Revision;
        }

        position.Epoch = append.Epoch;
        position.Revision = append.Changes[^1].Revision;
    }

    /// <summary>Cuts: what is stored now is what the next snapshot must hold. Returns how many services that is.</summary>
    public int Cut()
    {
        _generation++;
        return _positions.Count;
    }

    /// <summary>Whether an image holds all that was stored of its service at the last cut.</summary>
    /// <param name="image">The image.</param>
    /// <param name="wasStored">Whether the service was stored at the cut.</param>
    /// <exception cref="InvalidOperationException">The image holds what was never stored.</exception>
    public bool Covers(ServiceImage image, out bool wasStored)
    {
        if (!_positions.TryGetValue(image.Service, out var position) || image.Revision > position.Revision)
        {
            throw new InvalidOperationException(
                $"The image of '{image.Service}' is at revision {image.Revision}, the journal at {position.Revision}: it was not stored.");
        }

        var cut = AtCut(position);
        wasStored = cut > Revision.None;
        return image.Epoch == position.Epoch && image.Revision >= cut;
    }

    /// <summary>The services that were stored at the last cut but are not among those named.</summary>
    public List<ServiceName> StoredAtCutExcept(HashSet<ServiceName> named)
        => [.. _positions.Where(p => AtCut(p.Value) > Revision.None && !named.Contains(p.Key)).Select(static p => p.Key)];

    private Revision AtCut(in StoredPosition position) => position.Generation == _generation ? position.CutRevision : position.Revision;
}
