using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Mutations;

/// <summary>An override that is lost when its instance registers again.</summary>
internal sealed class OverrideLostOnRegistration : Mutation
{
    public override IReadOnlyList<Promise> Breaks => [Promise.Rules];

    public override ServiceChange OnDecided(ServiceChange change) => change is { After: { Override: not null } after, Before: null }
        ? ChangeCopy.Of(change, change.Kind, ChangeCopy.Of(after, null, after.ReportedStatus, after.FailingChecks), null, change.Reason, change.OperationId)
        : change;
}
