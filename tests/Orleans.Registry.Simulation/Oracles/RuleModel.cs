using Orleans.Registry.Core;

namespace Orleans.Registry.Simulation.Oracles;

/// <summary>
/// The rules once more, written from their description and not from the code: what a command does to a service in a state.
/// </summary>
internal static class RuleModel
{
    public static Verdict Judge(ServiceCommand command, TruthState state) => command switch
    {
        RegisterCommand register => Register(register.Registration, state),
        DeregisterCommand deregister => state.Instances.ContainsKey(deregister.Id) ? Verdict.Gone(deregister.Reason) : Missing,
        SignalCommand signal => Known(state, signal.Id, before => Signal(before, signal.Report)),
        UpdateCommand update => Known(state, update.Id, before => Update(before, update.Update)),
        SetOverrideCommand set => Known(state, set.Id, before => SetOverride(before, set.Request)),
        ClearOverrideCommand clear => ClearOverride(clear.Id, state),
        RecoverCommand recover => Recover(recover.Id, state),
        SetPolicyCommand policy => Policy(policy, state),
        SetConfigurationCommand configuration => Configuration(configuration, state),
        _ => throw new ArgumentException($"No rule for {command}.", nameof(command)),
    };

    /// <summary>What becomes of an instance that is not removed although its lease ran out.</summary>
    public static Verdict Hold(ServiceInstance before, DateTimeOffset at)
    {
        // Who was never ready must not seem so when it is heard of again.
        var reported = before.ReportedStatus == InstanceStatus.Starting ? InstanceStatus.Starting : InstanceStatus.Unhealthy;
        return Keeping(before) with { Reported = reported, LapsedAt = at };
    }

    private static Verdict Missing => Verdict.Refused(RegistryErrorCode.InstanceNotFound);

    private static Verdict Known(TruthState state, InstanceId id, Func<ServiceInstance, Verdict> judge)
        => state.Instances.TryGetValue(id, out var before) ? judge(before) : Missing;

    private static Verdict Register(InstanceRegistration registration, TruthState state)
    {
        var policy = state.Policy.Policy;
        var ttl = registration.Details.Ttl == TimeSpan.Zero ? policy.DefaultTtl : registration.Details.Ttl;
        if (ttl < policy.MinTtl || ttl > policy.MaxTtl)
        {
            return Verdict.Refused(RegistryErrorCode.InvalidRequest);
        }

        var details = registration.Details with { Ttl = ttl };
        if (!state.Instances.TryGetValue(registration.Id, out var before))
        {
            var standing = state.Overrides.GetValueOrDefault(registration.Id);
            return Verdict.Record(registration.InitialStatus, TagSet.Empty, details, registration.Incarnation, standing);
        }

        var drainWasForAnyone = registration.Incarnation == 0 && before.ReportedStatus == InstanceStatus.Draining;
        var isFresh = registration.Incarnation != before.Incarnation || before.LapsedAt is not null || drainWasForAnyone;
        return isFresh ? Verdict.Record(registration.InitialStatus, TagSet.Empty, details, registration.Incarnation, before.Override)
            : before.Details == details ? Verdict.Nothing
            : Verdict.Record(before.ReportedStatus, before.FailingChecks, details, registration.Incarnation, before.Override);
    }

    private static Verdict Signal(ServiceInstance before, HealthReport report)
    {
        var reported = WhatItWas(before);
        var failing = report.Signal switch
        {
            InstanceSignal.CheckFailed => TagSet.Create(before.FailingChecks.Append(report.Check)),
            InstanceSignal.CheckPassed => TagSet.Create(before.FailingChecks.Where(c => report.Check.Length > 0 && c != report.Check)),
            _ => before.FailingChecks,
        };
        var isDraining = reported == InstanceStatus.Draining;
        var isAllowed = report.Signal switch
        {
            InstanceSignal.Ready => reported is InstanceStatus.Starting or InstanceStatus.Healthy,
            InstanceSignal.Resume => isDraining,
            InstanceSignal.Drain or InstanceSignal.CheckPassed or InstanceSignal.CheckFailed => true,
            _ => false,
        };
        if (!isAllowed)
        {
            return Verdict.Refused(RegistryErrorCode.InvalidTransition);
        }

        var next = report.Signal == InstanceSignal.Drain || (isDraining && report.Signal != InstanceSignal.Resume) ? InstanceStatus.Draining
            : failing.Count > 0 ? InstanceStatus.Unhealthy
            : InstanceStatus.Healthy;
        return next == before.ReportedStatus && failing.Equals(before.FailingChecks) && before.LapsedAt is null
            ? Verdict.Nothing
            : Verdict.Record(next, failing, before.Details, before.Incarnation, before.Override);
    }

    private static InstanceStatus WhatItWas(ServiceInstance before)
        => before is { LapsedAt: not null, ReportedStatus: InstanceStatus.Unhealthy, FailingChecks.Count: 0 } ? InstanceStatus.Healthy : before.ReportedStatus;

    private static Verdict Update(ServiceInstance before, InstanceUpdate update)
    {
        if (update.ExpectedRevision is { } expected && expected != before.ModifiedRevision)
        {
            return Verdict.Refused(RegistryErrorCode.VersionConflict);
        }

        var details = before.Details with { Weight = update.Weight ?? before.Details.Weight, Tags = update.Tags ?? before.Details.Tags };
        return details == before.Details
            ? Verdict.Nothing
            : Verdict.Record(before.ReportedStatus, before.FailingChecks, details, before.Incarnation, before.Override) with { LapsedAt = before.LapsedAt };
    }

    private static Verdict SetOverride(ServiceInstance before, OverrideRequest request)
    {
        if (request.Status is InstanceStatus.Unknown or InstanceStatus.Starting or InstanceStatus.Draining)
        {
            return Verdict.Refused(RegistryErrorCode.InvalidTransition);
        }

        var present = before.Override;
        var isSame = present is not null && present.Status == request.Status && present.Reason == request.Reason && present.By == request.By;
        return isSame
            ? Verdict.Nothing
            : Keeping(before) with { HasOverride = true, Override = new OperatorOverride(request.Status, request.Reason, request.By, default) };
    }

    private static Verdict ClearOverride(InstanceId id, TruthState state)
        => state.Instances.TryGetValue(id, out var before) ? (before.Override is null ? Verdict.Nothing : Keeping(before) with { HasOverride = false, Override = null })
            : state.Overrides.ContainsKey(id) ? Verdict.Gone(RemovalReason.None)
            : Missing;

    private static Verdict Recover(InstanceId id, TruthState state)
        => state.Instances.TryGetValue(id, out var before) && before.LapsedAt is not null
            ? Verdict.Record(WhatItWas(before), before.FailingChecks, before.Details, before.Incarnation, before.Override)
            : Verdict.Nothing;

    private static Verdict Keeping(ServiceInstance before)
        => Verdict.Record(before.ReportedStatus, before.FailingChecks, before.Details, before.Incarnation, before.Override) with { LapsedAt = before.LapsedAt };

    private static Verdict Policy(SetPolicyCommand command, TruthState state)
    {
        if (command.Change.ExpectedVersion is { } expected && expected != state.Policy.Version)
        {
            return Verdict.Refused(RegistryErrorCode.VersionConflict);
        }

        var policy = command.Policy
            ?? (command.RollbackTo == 0 ? ServicePolicy.Default : state.Policies.Find(p => p.Version == command.RollbackTo)?.Policy);
        return policy is null ? Verdict.Refused(RegistryErrorCode.VersionNotFound)
            : policy == state.Policy.Policy ? Verdict.Nothing
            : Verdict.Document(policy, null);
    }

    private static Verdict Configuration(SetConfigurationCommand command, TruthState state)
    {
        var present = state.Configurations.IsEmpty ? null : state.Configurations[^1];
        if (command.Change.ExpectedVersion is { } expected && expected != (present?.Version ?? 0))
        {
            return Verdict.Refused(RegistryErrorCode.VersionConflict);
        }

        var entries = command.Entries ?? state.Configurations.Find(c => c.Version == command.RollbackTo)?.Entries;
        return entries is null ? Verdict.Refused(RegistryErrorCode.VersionNotFound)
            : entries.Equals(present?.Entries) ? Verdict.Nothing
            : Verdict.Document(null, entries);
    }
}
