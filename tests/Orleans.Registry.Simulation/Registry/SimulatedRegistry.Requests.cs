using Orleans.Registry.Core;
using Orleans.Registry.Engine;
using Orleans.Registry.Simulation.Oracles;

namespace Orleans.Registry.Simulation.Registry;

/// <content>Answering requests.</content>
internal sealed partial class SimulatedRegistry
{
    private readonly List<PendingCommand> _pending = [];

    /// <summary>Renews a lease as the embedded registry does.</summary>
    public RenewalOutcome Renew(InstanceId id, ulong incarnation)
    {
        if (!_index.TryGetValue(id, out var entry))
        {
            return RenewalOutcome.Unknown;
        }

        var outcome = _world.Mutation.OnRenewal(entry) ?? entry.Renew(_leases.Now, incarnation);
        if (outcome == RenewalOutcome.Renewed)
        {
            Heard.OnHeard(id);
            if (entry.Instance.LapsedAt is not null && _world.Mutation.Recovers)
            {
                _world.Coverage.Count("held instance heard of again");
                Submit(entry.Instance.Service, new RecoverCommand(id), _ => { });
            }
        }

        return outcome;
    }

    /// <summary>
    /// Hands a command to its owner; the answer comes when the owner has it. <c>null</c> as the answer: there is no such owner.
    /// </summary>
    public void Submit(ServiceName service, ServiceCommand command, Action<CommandOutcome?> answer)
    {
        var creates = command is RegisterCommand or SetPolicyCommand or SetConfigurationCommand;
        Clock.RequireInside();
        if ((creates ? FindOrAdd(service) : Find(service)) is not { } owner)
        {
            answer(null);
            return;
        }

        var seen = owner.Published.Snapshot.Revision;
        _world.Trace.Add($"registry {Token}: {service} is asked for {command.GetType().Name} {command.Subject}");
        _pending.Add(new PendingCommand(owner, command, seen, owner.ExecuteAsync(_world.Mutation.OnCommand(command)), answer));
        Settle();
    }

    /// <summary>Gives the answers that have come about. An answer may bring the next request with it.</summary>
    public void Settle()
    {
        while (!IsDead && _pending.FindIndex(static p => p.Outcome.IsCompleted) is >= 0 and var place)
        {
            var pending = _pending[place];
            _pending.RemoveAt(place);
            var outcome = pending.Outcome.GetAwaiter().GetResult();
            if (outcome.Error is null
                && pending.Command is RegisterCommand or SignalCommand or RecoverCommand
                && _index.TryGetValue(pending.Command.Subject, out var entry)
                && entry.Instance.LapsedAt is null)
            {
                Heard.OnHeard(pending.Command.Subject);
            }

            OutcomeRules.Check(_world, pending, outcome);
            pending.Answer(outcome);
        }
    }

    /// <summary>Hands images of all services to the disk, as a store that compacts would ask for.</summary>
    public void Compact()
    {
        Clock.RequireInside();
        foreach (var owner in _owners.Values.ToList())
        {
            var image = owner.CaptureAsync();
            if (image.IsCompletedSuccessfully && image.Result.Revision != Revision.None)
            {
                SnapshotRules.CheckImage(_world, image.Result);
                _world.Disk.Compact(image.Result);
                _world.Coverage.Count("service compacted");
            }
        }
    }

    internal sealed record PendingCommand(
        ServiceOwner Owner, ServiceCommand Command, Revision SeenBefore, Task<CommandOutcome> Outcome, Action<CommandOutcome?> Answer);
}
