namespace Orleans.Registry.Core;

/// <content>Coming, going and describing oneself.</content>
public sealed partial class ServiceState
{
    private Decision DecideRegister(RegisterCommand command, in DecisionContext context)
    {
        var registration = command.Registration;
        var policy = Policy.Policy;
        var ttl = registration.Details.Ttl == TimeSpan.Zero ? policy.DefaultTtl : registration.Details.Ttl;
        if (ttl < policy.MinTtl || ttl > policy.MaxTtl)
        {
            return Decision.Refuse(RegistryError.Invalid(
                "ttl", $"must be {policy.MinTtl.TotalSeconds} to {policy.MaxTtl.TotalSeconds} seconds by the policy of '{Name}'"));
        }

        var details = registration.Details with { Ttl = ttl };
        if (_entries.TryGetValue(registration.Id, out var entry))
        {
            return Reregister(command, context, entry.Instance, details);
        }

        if (_table.Count + context.PendingInstances >= policy.MaxInstances)
        {
            return Decision.Refuse(RegistryErrorCode.LimitExceeded, $"Service '{Name}' has its most of {policy.MaxInstances} instances.");
        }

        var standing = _overrides?.GetValueOrDefault(registration.Id);
        var instance = new ServiceInstance
        {
            Service = Name,
            Id = registration.Id,
            Details = ShareWithSibling(details),
            ReportedStatus = registration.InitialStatus,
            Override = standing,
            RegisteredAt = context.Now,
            StatusSince = context.Now,
            StatusReason = standing is null ? "registered" : $"registered under an override by {Who(standing)}",
            Incarnation = registration.Incarnation,
            CreatedRevision = context.NextRevision,
            ModifiedRevision = context.NextRevision,
        };
        return Change(command, context, null, instance, "registered", ChangeKind.Registered);
    }

    private static Decision Reregister(RegisterCommand command, in DecisionContext context, ServiceInstance before, InstanceDetails details)
    {
        var registration = command.Registration;
        var isOtherProcess = registration.Incarnation != before.Incarnation;

        // A drain or a lapse belongs to the process that was there; a report of a failed check outlives re-registration.
        var startsAnew = isOtherProcess || before.LapsedAt is not null
            || (registration.Incarnation == 0 && before.ReportedStatus == InstanceStatus.Draining);
        if (!startsAnew && before.Details == details)
        {
            return Decision.Unchanged;
        }

        var failing = startsAnew ? TagSet.Empty : StillAskedFor(before, details);
        var reported = startsAnew ? registration.InitialStatus
            : before.ReportedStatus == InstanceStatus.Unhealthy && failing.Count == 0 ? InstanceStatus.Healthy
            : before.ReportedStatus;
        var moved = before.Override is null && reported != before.ReportedStatus;
        var after = new ServiceInstance
        {
            Service = before.Service,
            Id = before.Id,
            Details = before.Details == details ? before.Details : details,
            ReportedStatus = reported,
            Override = before.Override,
            RegisteredAt = before.RegisteredAt,
            StatusSince = moved ? context.Now : before.StatusSince,
            StatusReason = moved ? "registered again" : before.StatusReason,
            FailingChecks = failing,
            Incarnation = registration.Incarnation,
            CreatedRevision = before.CreatedRevision,
            ModifiedRevision = context.NextRevision,
        };
        return Change(command, context, before, after, isOtherProcess ? "registered by another process" : "registered again");
    }

    // Nobody would ever report a check well again that is no longer asked for. Whoever reports without having asked goes on.
    private static TagSet StillAskedFor(ServiceInstance before, InstanceDetails details)
    {
        var failing = before.FailingChecks;
        return failing.Count == 0 ? failing : TagSet.Create(failing.Where(c => !Asks(before.Details, c) || Asks(details, c)));
    }

    private static bool Asks(InstanceDetails details, string check) => details.HealthChecks.Any(c => c.Name == check);

    private Decision DecideDeregister(DeregisterCommand command, in DecisionContext context)
    {
        if (!_entries.TryGetValue(command.Id, out var entry))
        {
            return NotFound(command.Id);
        }

        var cause = command.Reason == RemovalReason.Evicted ? "evicted by an operator" : "deregistered";
        return Decision.Change(Removal(entry.Instance, context, ChangeKind.Deregistered, command.Reason, cause, command.OperationId));
    }

    private Decision DecideUpdate(UpdateCommand command, in DecisionContext context)
    {
        if (!_entries.TryGetValue(command.Id, out var entry))
        {
            return NotFound(command.Id);
        }

        var before = entry.Instance;
        var update = command.Update;
        if (update.ExpectedRevision is { } expected && expected != before.ModifiedRevision)
        {
            return Decision.Refuse(
                RegistryErrorCode.VersionConflict, $"Instance '{before.Id}' is at revision {before.ModifiedRevision}, not {expected}.");
        }

        var details = update.ApplyTo(before.Details);
        if (details == before.Details)
        {
            return Decision.Unchanged;
        }

        List<FieldError> errors = [];
        InstanceRegistrationValidator.Validate(details, errors);
        if (errors.Count > 0)
        {
            return Decision.Refuse(RegistryError.Invalid(errors));
        }

        var after = new ServiceInstance
        {
            Service = before.Service,
            Id = before.Id,
            Details = details,
            ReportedStatus = before.ReportedStatus,
            Override = before.Override,
            RegisteredAt = before.RegisteredAt,
            StatusSince = before.StatusSince,
            StatusReason = before.StatusReason,
            LapsedAt = before.LapsedAt,
            FailingChecks = before.FailingChecks,
            Incarnation = before.Incarnation,
            CreatedRevision = before.CreatedRevision,
            ModifiedRevision = context.NextRevision,
        };
        return Change(command, context, before, after, "updated", ChangeKind.Updated);
    }

    private static ServiceChange Removal(
        ServiceInstance instance, in DecisionContext context, ChangeKind kind, RemovalReason reason, string cause, OperationId operationId) => new()
    {
        Kind = kind,
        Revision = context.NextRevision,
        At = context.Now,
        InstanceId = instance.Id,
        Before = instance,
        Override = instance.Override,
        Reason = reason,
        Cause = cause,
        OperationId = operationId,
    };

    // Siblings mostly differ in id and address only; sharing the rest keeps a million instances small.
    private InstanceDetails ShareWithSibling(InstanceDetails details)
    {
        if (_table.Count == 0)
        {
            return details;
        }

        var sibling = _table[_table.Count - 1].Details;
        return details with
        {
            Version = Share(details.Version, sibling.Version),
            Protocol = Share(details.Protocol, sibling.Protocol),
            Region = Share(details.Region, sibling.Region),
            Zone = Share(details.Zone, sibling.Zone),
            DataCenter = Share(details.DataCenter, sibling.DataCenter),
            Tags = Share(details.Tags, sibling.Tags),
            Metadata = Share(details.Metadata, sibling.Metadata),
            HealthChecks = Share(details.HealthChecks, sibling.HealthChecks),
        };
    }

    private static T Share<T>(T value, T known)
        where T : class, IEquatable<T>
        => value.Equals(known) ? known : value;

    private static string Who(OperatorOverride value) => value.By.Length == 0 ? "an operator" : value.By;
}
