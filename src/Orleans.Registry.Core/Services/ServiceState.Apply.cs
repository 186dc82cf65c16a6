namespace Orleans.Registry.Core;

/// <content>Putting stored changes into effect.</content>
public sealed partial class ServiceState
{
    /// <summary>
    /// Puts a stored change into effect. Changes come in the order of their revisions, each once; it cannot be refused any
    /// more. A new instance's lease does not run before the host starts it.
    /// </summary>
    /// <exception cref="InvalidOperationException">The change is not the next one: a bug in the host or a damaged store.</exception>
    public void Apply(ServiceChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.Revision != Revision.Next)
        {
            throw new InvalidOperationException($"Change {change.Revision} of '{Name}' does not follow revision {Revision}.");
        }

        if (!change.InstanceId.IsEmpty)
        {
            Put(change.InstanceId, change.After);
            PutOverride(change.InstanceId, change.Override);
        }

        if (change.Policy is { } policy)
        {
            _policies = WithVersion(_policies, policy);
        }

        if (change.Configuration is { } configuration)
        {
            _configurations = WithVersion(_configurations, configuration);
        }

        Remember(change);
        Revision = change.Revision;
    }

    private static T[] WithVersion<T>(T[] versions, T version)
        => [.. versions.Length == KeptVersions ? versions[1..] : versions, version];

    private void Put(InstanceId id, ServiceInstance? instance)
    {
        if (_entries.TryGetValue(id, out var entry))
        {
            _byStatus[(int)entry.Instance.Status]--;
            if (instance is null)
            {
                Remove(id, entry);
                return;
            }

            entry.Instance = instance;
            _table.Set(entry.Slot, instance);
        }
        else if (instance is not null)
        {
            _entries.Add(new InstanceEntry(instance, _table.Add(instance)));
        }
        else
        {
            return;
        }

        _byStatus[(int)instance.Status]++;
        if (instance.LapsedAt is not null)
        {
            (_held ??= []).Add(id);
        }
        else
        {
            _held?.Remove(id);
        }
    }

    private void Remove(InstanceId id, InstanceEntry entry)
    {
        _entries.Remove(id);
        _held?.Remove(id);
        if (_table.RemoveAt(entry.Slot) is { } moved)
        {
            _entries[moved.Id].Slot = entry.Slot;
        }

        entry.MarkGone();
    }

    private void PutOverride(InstanceId id, OperatorOverride? value)
    {
        if (value is null)
        {
            _overrides?.Remove(id);
        }
        else
        {
            (_overrides ??= [])[id] = value;
        }
    }

    // The log also remembers operation ids and recent expiries, so all three are rebuilt from the same stored tail.
    private void Remember(ServiceChange change)
    {
        if (_log.Append(change) is { OperationId.IsNone: false } forgotten
            && _operations is not null
            && _operations.TryGetValue(forgotten.OperationId, out var latest)
            && ReferenceEquals(latest, forgotten))
        {
            _operations.Remove(forgotten.OperationId);
        }

        if (!change.OperationId.IsNone)
        {
            (_operations ??= [])[change.OperationId] = change;
        }

        if (change.Kind == ChangeKind.Expired)
        {
            _expiries.Trim(change.At);
            _expiries.Add(change.At);
        }

        ChangedAt = change.At;
    }
}
