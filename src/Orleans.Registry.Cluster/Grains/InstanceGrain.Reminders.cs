using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Cluster;

/// <content>The reminders: what brings the grain back when its silo was lost, and tells it which service to ask.</content>
internal sealed partial class InstanceGrain
{
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (await KnowAsync() is not null || !TryReadService(reminderName, out var service))
        {
            return;
        }

        var found = await OwnerOf(service).FindAsync(_id);
        if (found.Error is not null)
        {
            return;
        }

        if (found.Instance is not null)
        {
            if (_lease is null)
            {
                _service = service;
                ArmWithGrace(found);
            }

            return;
        }

        if (service == _service)
        {
            // The service has lost it: whoever renews must be told to register again.
            Drop();
        }

        if (found.Remembered is null)
        {
            await ForgetAsync(service);
        }
    }

    public async Task<bool> AdoptAsync(ServiceName service)
    {
        if (await KnowAsync() is not null)
        {
            return false;
        }

        if (_lease is not null)
        {
            // Of another service, perhaps, after a time in which the id was owned twice: its reminders decide.
            return _service != service || await RemindAsync(service) is null;
        }

        var found = await OwnerOf(service).FindAsync(_id);
        if (found.Error is not null || found.Instance is null)
        {
            return found.Error is null;
        }

        if (await RemindAsync(service) is not null)
        {
            return false;
        }

        _service = service;
        ArmWithGrace(found);
        return true;
    }

    /// <summary>Finds out what the id is, once in a life of the activation. Why that is not known; <c>null</c> when it is.</summary>
    private ValueTask<RegistryError?> KnowAsync() => _isKnown ? new((RegistryError?)null) : new(_lookup.JoinAsync(LookUpAsync));

    private async Task<RegistryError?> LookUpAsync()
    {
        try
        {
            await ReadRemindersAsync();
            InstanceReply? best = null;
            foreach (var service in _reminders.Keys)
            {
                var found = await OwnerOf(service).FindAsync(_id);
                if (found.Error is { } error)
                {
                    return error.Code is RegistryErrorCode.Fenced or RegistryErrorCode.StoreUnavailable ? error : NotReady(error.Message);
                }

                if (best is null || IsBetter(found, best))
                {
                    (best, _service) = (found, service);
                }
            }

            if (best?.Instance is not null)
            {
                ArmWithGrace(best);
            }

            _isKnown = true;
            return null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            LogNotLookedUp(logger, _id, exception.Message);
            return NotReady(exception.Message);
        }
    }

    // After a time in which the id was owned twice, the later registration counts.
    private static bool IsBetter(InstanceReply one, InstanceReply other)
        => (one.Instance, other.Instance) switch
        {
            ({ } mine, { } its) => mine.RegisteredAt > its.RegisteredAt,
            (not null, null) => true,
            (null, not null) => false,
            _ => one.Remembered > (other.Remembered ?? DateTimeOffset.MinValue),
        };

    private async Task ReadRemindersAsync()
    {
        _reminders.Clear();
        foreach (var reminder in await this.GetReminders())
        {
            if (TryReadService(reminder.ReminderName, out var service))
            {
                _reminders[service] = reminder;
            }
        }
    }

    /// <summary>Sees to it that a reminder will bring the grain back. Why that failed; <c>null</c> when it did not.</summary>
    private async Task<RegistryError?> RemindAsync(ServiceName service)
    {
        if (_reminders.ContainsKey(service))
        {
            return null;
        }

        try
        {
            var period = options.Value.ReminderPeriod;
            _reminders[service] = await this.RegisterOrUpdateReminder(ReminderPrefix + service.Value, period, period);
            return null;
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or ArgumentException))
        {
            return new RegistryError(RegistryErrorCode.StoreUnavailable, $"The reminder could not be set: {exception.Message}");
        }
    }

    private async Task ForgetAsync(ServiceName service)
    {
        if (_reminders.Remove(service, out var reminder))
        {
            await this.UnregisterReminder(reminder);
        }

        if (service == _service)
        {
            _service = default;
        }
    }

    private static bool TryReadService(string reminderName, out ServiceName service)
    {
        service = default;
        return reminderName.StartsWith(ReminderPrefix, StringComparison.Ordinal) && ServiceName.TryParse(reminderName[ReminderPrefix.Length..], out service);
    }

    private static RegistryError NotReady(string reason) => new(RegistryErrorCode.NotReady, $"The instance cannot be looked up now: {reason}");

    [LoggerMessage(332, LogLevel.Warning, "Instance '{Id}' could not be looked up: {Reason}")]
    private static partial void LogNotLookedUp(ILogger logger, InstanceId id, string reason);
}
