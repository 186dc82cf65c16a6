namespace Orleans.Registry.Core;

/// <content>Health, drain, overrides and expiry.</content>
public sealed partial class ServiceState
{
    private Decision DecideCheck(CheckCommand command, in DecisionContext context)
    {
        if (!_entries.TryGetValue(command.Id, out var entry))
        {
            return NotFound(command.Id);
        }

        var instance = entry.Instance;
        var isAskedFor = instance.Incarnation == command.Incarnation
            && instance.Details.HealthChecks.Any(c => c.IsActive && c.Name == command.Report.Check);
        return !isAskedFor || instance.LapsedAt is not null
            ? Decision.Unchanged
            : DecideSignal(command.Id, command.Report, command, context);
    }

    private Decision DecideSignal(InstanceId id, HealthReport report, ServiceCommand command, in DecisionContext context)
    {
        if (!_entries.TryGetValue(id, out var entry))
        {
            return NotFound(id);
        }

        var before = entry.Instance;
        var reported = StatusWhenHeard(before);
        if (!StatusTransitions.TryNext(reported, report.Signal, out var next))
        {
            return Decision.Refuse(
                RegistryErrorCode.InvalidTransition, $"Instance '{before.Id}' is {reported}; {report.Signal} leads nowhere from there.");
        }

        var failing = FailingChecks(before.FailingChecks, report);
        if (failing.Count > 0 && next == InstanceStatus.Healthy)
        {
            next = InstanceStatus.Unhealthy;
        }

        if (next == before.ReportedStatus && failing.Equals(before.FailingChecks) && before.LapsedAt is null)
        {
            return Decision.Unchanged;
        }

        var reason = Reason(report, failing);
        return Change(command, context, before, With(before, context, next, reason, failing), reason);
    }

    private static TagSet FailingChecks(TagSet failing, HealthReport report) => report.Signal switch
    {
        InstanceSignal.CheckFailed => failing.Contains(report.Check) ? failing : TagSet.Create([.. failing, report.Check]),
        InstanceSignal.CheckPassed when report.Check.Length > 0 =>
            failing.Contains(report.Check) ? TagSet.Create(failing.Where(c => c != report.Check)) : failing,
        InstanceSignal.CheckPassed => TagSet.Empty,
        _ => failing,
    };

    private static string Reason(HealthReport report, TagSet failing)
    {
        var check = report.Check.Length == 0 ? "check" : $"check '{report.Check}'";
        var text = report.Signal switch
        {
            InstanceSignal.Ready => "reported ready",
            InstanceSignal.CheckPassed => failing.Count == 0 ? $"{check} passed" : $"{check} passed, still failing: {failing}",
            InstanceSignal.CheckFailed => $"{check} failed",
            InstanceSignal.Drain => "draining",
            _ => "drain taken back",
        };
        return report.Output.Length == 0 ? text : $"{text}: {report.Output}";
    }

    private Decision DecideSetOverride(SetOverrideCommand command, in DecisionContext context)
    {
        if (!_entries.TryGetValue(command.Id, out var entry))
        {
            return NotFound(command.Id);
        }

        var request = command.Request;
        var before = entry.Instance;
        if (!StatusTransitions.MayOverride(request.Status))
        {
            return Decision.Refuse(RegistryErrorCode.InvalidTransition, $"An override may be OutOfService, Healthy or Unhealthy, not {request.Status}.");
        }

        if (before.Override is { } present && present.Status == request.Status && present.Reason == request.Reason && present.By == request.By)
        {
            return Decision.Unchanged;
        }

        if (before.Override is null && _overrides is { Count: >= MaxOverrides })
        {
            return Decision.Refuse(RegistryErrorCode.LimitExceeded, $"Service '{Name}' has its most of {MaxOverrides} overrides.");
        }

        var value = new OperatorOverride(request.Status, request.Reason, request.By, context.Now);
        var cause = request.Reason.Length == 0 ? $"override by {Who(value)}" : $"override by {Who(value)}: {request.Reason}";
        return Change(command, context, before, WithOverride(before, context, value, cause), cause);
    }

    private Decision DecideClearOverride(ClearOverrideCommand command, in DecisionContext context)
    {
        const string Cause = "override cleared";
        if (_entries.TryGetValue(command.Id, out var entry))
        {
            return entry.Instance.Override is null
                ? Decision.Unchanged
                : Change(command, context, entry.Instance, WithOverride(entry.Instance, context, null, Cause), Cause);
        }

        if (_overrides is null || !_overrides.ContainsKey(command.Id))
        {
            return NotFound(command.Id);
        }

        return Decision.Change(new ServiceChange
        {
            Kind = ChangeKind.Updated,
            Revision = context.NextRevision,
            At = context.Now,
            InstanceId = command.Id,
            Cause = Cause,
            OperationId = command.OperationId,
        });
    }

    private static ServiceInstance WithOverride(ServiceInstance instance, in DecisionContext context, OperatorOverride? value, string reason)
    {
        var moved = (value?.Status ?? instance.ReportedStatus) != instance.Status;
        return new ServiceInstance
        {
            Service = instance.Service,
            Id = instance.Id,
            Details = instance.Details,
            ReportedStatus = instance.ReportedStatus,
            Override = value,
            RegisteredAt = instance.RegisteredAt,
            StatusSince = moved ? context.Now : instance.StatusSince,
            StatusReason = reason,
            LapsedAt = instance.LapsedAt,
            FailingChecks = instance.FailingChecks,
            Incarnation = instance.Incarnation,
            CreatedRevision = instance.CreatedRevision,
            ModifiedRevision = context.NextRevision,
        };
    }

    private Decision DecideExpire(ExpireCommand command, in DecisionContext context)
    {
        var protection = Policy.Policy.Protection;
        var budget = ProtectionBudget.Remaining(protection, _table.Count, _expiries.Count(context.Now, protection.Window));
        List<ServiceChange> changes = [];
        foreach (var id in command.Ids)
        {
            // A lease that is open again was renewed or registered anew after it had run out: the instance lives.
            if (!_entries.TryGetValue(id, out var entry) || !entry.IsClosed)
            {
                continue;
            }

            var next = context with { NextRevision = context.NextRevision.Plus(changes.Count) };
            var instance = entry.Instance;
            if (instance.LapsedAt is not null)
            {
                changes.Add(Removal(instance, next, ChangeKind.Expired, RemovalReason.Expired, "lease ran out; hold used up", default));
            }
            else if (budget > 0 || instance.ReportedStatus == InstanceStatus.Draining)
            {
                budget -= instance.ReportedStatus == InstanceStatus.Draining ? 0 : 1;
                changes.Add(Removal(instance, next, ChangeKind.Expired, RemovalReason.Expired, "lease ran out", default));
            }
            else
            {
                changes.Add(Hold(instance, next));
            }
        }

        return changes.Count == 0 ? Decision.Unchanged : Decision.Change(changes);
    }

    private static ServiceChange Hold(ServiceInstance instance, in DecisionContext context)
    {
        const string Cause = "lease ran out; removal held back by protection";
        // Nobody calls a starting instance; made unhealthy it would come back as healthy without ever having been ready.
        var reported = instance.ReportedStatus == InstanceStatus.Starting ? InstanceStatus.Starting : InstanceStatus.Unhealthy;
        var held = With(instance, context, reported, Cause, lapsedAt: context.Now);
        return new ServiceChange
        {
            Kind = held.Status == instance.Status ? ChangeKind.Updated : ChangeKind.Unhealthy,
            Revision = context.NextRevision,
            At = context.Now,
            InstanceId = instance.Id,
            Before = instance,
            After = held,
            Override = held.Override,
            Cause = Cause,
        };
    }

    private Decision DecideRecover(RecoverCommand command, in DecisionContext context)
    {
        if (!_entries.TryGetValue(command.Id, out var entry) || entry.Instance.LapsedAt is null)
        {
            return Decision.Unchanged;
        }

        const string Cause = "heard of again";
        var before = entry.Instance;
        return Change(command, context, before, With(before, context, StatusWhenHeard(before), Cause), Cause);
    }

    // A hold has put "unhealthy" over what the instance said last: it was healthy, unless a check had failed.
    private static InstanceStatus StatusWhenHeard(ServiceInstance instance)
        => instance.LapsedAt is null || instance.ReportedStatus != InstanceStatus.Unhealthy || instance.FailingChecks.Count > 0
            ? instance.ReportedStatus
            : InstanceStatus.Healthy;
}
