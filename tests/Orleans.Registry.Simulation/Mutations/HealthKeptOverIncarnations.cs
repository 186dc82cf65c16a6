using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Mutations;

/// <summary>Another process that takes its predecessor's health over.</summary>
internal sealed class HealthKeptOverIncarnations : Mutation
{
    public override IReadOnlyList<Promise> Breaks => [Promise.Rules];

    public override ServiceChange OnDecided(ServiceChange change)
        => change is { After: { } after, Before: { FailingChecks.Count: > 0 } before } && after.Incarnation != before.Incarnation
            ? ChangeCopy.Of(
                change,
                ChangeKind.Updated,
                ChangeCopy.Of(after, after.Override, before.ReportedStatus, before.FailingChecks),
                change.Override,
                change.Reason,
                change.OperationId)
            : change;
}
