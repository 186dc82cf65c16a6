using System.Diagnostics;
using Orleans.Registry.Core;

namespace Orleans.Registry.Engine;

/// <content>One turn: decide, persist, apply, publish, re-arm.</content>
public sealed partial class ServiceOwner
{
    private const int MaxConflicts = 3;

    private async ValueTask ProcessAsync(List<MailboxItem> batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (batch[0].IsBarrier)
            {
                batch[0].Complete(new CommandOutcome(null, Published.Snapshot.Position));
                return;
            }

            _mustReload |= batch[0].IsRefresh;
            var error = await ReloadIfNeededAsync();
            if (error is not null)
            {
                Refuse(batch, error);
                return;
            }

            if (batch[0].Command is null)
            {
                CompleteRead(batch[0]);
                return;
            }

            var turn = Decide(batch);
            var (status, failure) = turn.Changes.Count == 0 ? (AppendStatus.Appended, null) : await AppendAsync(turn.Changes, batch);
            if (status == AppendStatus.RevisionConflict && attempt < MaxConflicts)
            {
                // An earlier write of ours, given up as lost, arrived after all: take it in and decide again.
                continue;
            }

            Finish(batch, turn, status, failure);
            return;
        }
    }

    private void CompleteRead(MailboxItem item)
    {
        if (item.IsRefresh)
        {
            item.Complete(new CommandOutcome(null, Published.Snapshot.Position));
        }
        else
        {
            item.Complete(_state.ToImage());
        }
    }

    private Turn Decide(List<MailboxItem> batch)
    {
        var now = _host.Time.GetUtcNow();
        List<ServiceChange> changes = [];
        var decisions = new Decision[batch.Count];
        var added = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            var context = new DecisionContext(now, _state.Revision.Plus(changes.Count + 1), added);
            decisions[i] = _state.Decide(batch[i].Command!, context);
            foreach (var change in decisions[i].Changes)
            {
                changes.Add(change);
                added += change.Kind == ChangeKind.Registered ? 1 : 0;
            }
        }

        return new Turn(decisions, changes);
    }

    private ValueTask<(AppendStatus Status, RegistryError? Error)> AppendAsync(List<ServiceChange> changes, List<MailboxItem> batch)
        => RegistryActivities.StartAppend(Name, changes.Count, batch) is { } activity ? AppendAsync(changes, activity) : AppendAsync(changes);

    private async ValueTask<(AppendStatus Status, RegistryError? Error)> AppendAsync(List<ServiceChange> changes, Activity activity)
    {
        using (activity)
        {
            var (status, error) = await AppendAsync(changes);
            RegistryActivities.Fail(activity, error);
            return (status, error);
        }
    }

    private async ValueTask<(AppendStatus Status, RegistryError? Error)> AppendAsync(List<ServiceChange> changes)
    {
        try
        {
            var status = await _store.AppendAsync(
                new ServiceAppend { Service = Name, Epoch = _state.Epoch, ExpectedRevision = _state.Revision, Changes = changes, Token = _host.Token },
                CancellationToken.None);
            switch (status)
            {
                case AppendStatus.RevisionConflict:
                    _mustReload = true;
                    LogConflict(_logger, Name, _state.Revision);
                    return (status, new RegistryError(RegistryErrorCode.NotReady, $"Service '{Name}' has another writer."));
                case AppendStatus.Fenced:
                    LogFenced(_logger, Name);
                    _host.OnFenced(this);
                    return (status, new RegistryError(RegistryErrorCode.Fenced, "Another registry has taken the store over."));
                default:
                    return (status, null);
            }
        }
        catch (StoreUnavailableException exception)
        {
            return (AppendStatus.None, Unavailable(exception));
        }
    }

    private RegistryError Unavailable(StoreUnavailableException exception)
    {
        _mustReload = true;
        LogStoreUnavailable(_logger, Name, _state.Revision, exception.Message);
        return new RegistryError(RegistryErrorCode.StoreUnavailable, $"The store is not available: {exception.Message}") { RetryAfter = TimeSpan.FromSeconds(1) };
    }

    private void Finish(List<MailboxItem> batch, Turn turn, AppendStatus status, RegistryError? failure)
    {
        if (status == AppendStatus.Appended && turn.Changes.Count > 0)
        {
            ApplyAndPublish(turn.Changes);
        }

        for (var i = 0; i < batch.Count; i++)
        {
            var decision = turn.Decisions[i];
            var command = batch[i].Command!;
            var error = decision.Error ?? (decision.Changes.Count > 0 && status != AppendStatus.Appended ? failure : null);
            Rearm(command, error);
            batch[i].Complete(error is not null ? new CommandOutcome(error, Published.Snapshot.Position) : ToOutcome(command, decision));
        }
    }

    private CommandOutcome ToOutcome(ServiceCommand command, in Decision decision)
    {
        if (decision.ReplayOf is { } known)
        {
            return new CommandOutcome(null, new ServicePosition(_state.Epoch, known.Revision), known, known.After, IsReplay: true);
        }

        if (decision.Changes.Count > 0)
        {
            var change = decision.Changes[^1];
            return new CommandOutcome(null, new ServicePosition(_state.Epoch, change.Revision), change, change.After);
        }

        var instance = !command.Subject.IsEmpty && _state.TryGet(command.Subject, out var entry) ? entry.Instance : null;
        return new CommandOutcome(null, Published.Snapshot.Position, null, instance);
    }

    private void ApplyAndPublish(IReadOnlyList<ServiceChange> changes)
    {
        foreach (var change in changes)
        {
            InstanceEntry? leaving = null;
            if (change.After is null && !change.InstanceId.IsEmpty)
            {
                _state.TryGet(change.InstanceId, out leaving);
            }

            var hold = MaxHold;
            _state.Apply(change);
            if (leaving is not null)
            {
                Watchers.Forget(change.InstanceId);
                _host.OnRemoved(this, leaving, change);
            }
            else if (change.After is not null && _state.TryGet(change.InstanceId, out var entry))
            {
                OnApplied(entry, change);
            }
            else if (MaxHold != hold)
            {
                MoveHolds(change.At);
            }
        }

        Publish(changes);
    }

    private void Publish(IReadOnlyList<ServiceChange> changes)
    {
        Volatile.Write(ref _published, PublishedService.From(_state));
        _host.OnPublished(this, changes);
        Watchers.OnPublished();
    }

    private void Refuse(List<MailboxItem> batch, RegistryError error)
    {
        foreach (var item in batch)
        {
            if (item.Command is { } command)
            {
                Rearm(command, error);
                item.Complete(new CommandOutcome(error, default));
            }
            else
            {
                item.Fail(new StoreUnavailableException(error.Message));
            }
        }
    }

    private void Fail(List<MailboxItem> batch, Exception exception)
    {
        foreach (var item in batch)
        {
            if (item.Command is { } command)
            {
                Rearm(command, new RegistryError(RegistryErrorCode.Internal, exception.Message));
            }

            item.Fail(exception);
        }
    }

    private sealed record Turn(Decision[] Decisions, List<ServiceChange> Changes);
}
