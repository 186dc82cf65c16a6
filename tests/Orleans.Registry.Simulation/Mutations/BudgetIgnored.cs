using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Mutations;

/// <summary>Removals for silence beyond the budget.</summary>
internal sealed class BudgetIgnored : Mutation
{
    public override IReadOnlyList<Promise> Breaks => [Promise.P11Protection];

    public override ServiceChange OnDecided(ServiceChange change) => change is { After.LapsedAt: not null, Before.LapsedAt: null }
        ? ChangeCopy.Of(change, ChangeKind.Expired, null, change.Override, RemovalReason.Expired, change.OperationId)
        : change;
}
