using Orleans.Registry.Core;

namespace Orleans.Registry.Engine;

/// <content>Reading a service back after a write whose outcome is not known.</content>
public sealed partial class ServiceOwner
{
    private async ValueTask<RegistryError?> ReloadIfNeededAsync()
    {
        if (!_mustReload)
        {
            return null;
        }

        ServiceImage? image;
        try
        {
            if (await TryCatchUpAsync())
            {
                _mustReload = false;
                return null;
            }

            image = await _store.LoadAsync(Name, CancellationToken.None);
        }
        catch (StoreUnavailableException exception)
        {
            return Unavailable(exception);
        }

        if (image is not null)
        {
            TakeIn(image);
        }
        else if (_state.Revision != Revision.None)
        {
            // The store has forgotten the service. Going on would number new changes over lost ones.
            return new RegistryError(RegistryErrorCode.StoreUnavailable, $"The store no longer holds service '{Name}'.");
        }

        _mustReload = false;
        return null;
    }

    // By the log: a few changes instead of a whole service. False when it does not lead from here to what is stored.
    private async ValueTask<bool> TryCatchUpAsync()
    {
        var before = _state.Revision;
        if (before == Revision.None || await _store.ReadHistoryAsync(Name, before, _logCapacity, CancellationToken.None) is not { } page)
        {
            return false;
        }

        var isCovered = page.Epoch == _state.Epoch
            && page.LastRevision >= before
            && page.Changes.Count == page.LastRevision.Value - before.Value
            && (page.Changes.Count == 0 || page.Changes[0].Revision == before.Next);
        if (!isCovered)
        {
            return false;
        }

        if (page.Changes.Count > 0)
        {
            ApplyAndPublish(page.Changes);
            LogCaughtUp(_logger, Name, _state.Revision, page.Changes.Count);
        }
        else if (Published.Snapshot.Revision != before)
        {
            // A turn broke off between applying its changes and showing them.
            Publish([]);
        }

        return true;
    }

    private void TakeIn(ServiceImage image)
    {
        var before = _state.Revision;
        var log = image.Log;
        var first = log.Count == 0 ? image.Revision.Next : log[0].Revision;
        var isSameLineage = before == Revision.None || image.Epoch == _state.Epoch;
        if (isSameLineage && image.Revision == before)
        {
            if (Published.Snapshot.Revision != before)
            {
                // A turn broke off between applying its changes and showing them.
                Publish([]);
            }

            return;
        }

        if (image.Epoch == _state.Epoch && image.Revision > before && first <= before.Next)
        {
            ApplyAndPublish([.. log.Where(c => c.Revision > before)]);
        }
        else
        {
            Replace(ServiceState.FromImage(image, _logCapacity));
        }

        LogReloaded(_logger, Name, _state.Revision, _state.Revision.Value - before.Value);
    }

    // Another lineage, or too far ahead for the log: every lease starts anew, since nobody knows when it was renewed.
    private void Replace(ServiceState state)
    {
        foreach (var entry in _state.Entries)
        {
            _host.OnRemoved(this, entry, new ServiceChange
            {
                Kind = ChangeKind.Deregistered,
                Revision = state.Revision,
                At = _host.Time.GetUtcNow(),
                InstanceId = entry.Instance.Id,
            });
        }

        _state = state;
        foreach (var entry in state.Entries)
        {
            _host.OnAdded(this, entry);
            var isHeld = entry.Instance.LapsedAt is not null;
            _host.Arm(entry, isHeld ? state.Policy.Policy.Protection.MaxHold : entry.Instance.Details.Ttl);
        }

        Publish([]);
    }
}
