using Orleans.Registry.Core;

namespace Orleans.Registry.Simulation.Clients;

/// <summary>A person with a command line: overrides, evictions, policies, configurations, and ways back.</summary>
internal sealed class SimulatedOperator(World world)
{
    private static readonly InstanceStatus[] Statuses = [InstanceStatus.OutOfService, InstanceStatus.Unhealthy, InstanceStatus.Healthy];
    private readonly Caller _caller = new(world);

    public void Start() => world.Timeline.After(world.Random.Between(200, 2_500), () =>
    {
        if (!_caller.IsBusy && world.IsRough)
        {
            Act();
        }

        Start();
    });

    private void Act()
    {
        if (world.Random.Chance(0.1))
        {
            ReuseAnId();
            return;
        }

        var client = world.Random.Pick(world.Clients);
        var service = client.Service;
        ServiceCommand command = world.Random.Below(10) switch
        {
            0 or 1 or 2 => new SetOverrideCommand(client.Id, new OverrideRequest(world.Random.Pick(Statuses), "why", $"op-{world.Random.Below(2)}")),
            3 or 4 => new ClearOverrideCommand(client.Id),
            5 => new DeregisterCommand(client.Id, RemovalReason.Evicted),
            6 => new SetPolicyCommand(NewPolicy(world), 0, Change),
            7 => new SetPolicyCommand(null, 1 + world.Random.Below(4), Change),
            8 => new SetConfigurationCommand(StringMap.Create([new("k", $"{world.Random.Below(3)}")]), 0, Change),
            _ => new SetConfigurationCommand(null, 1 + world.Random.Below(4), Change),
        };
        world.Trace.Add($"operator: {command}");
        _caller.Call(service, command, _ => { });
    }

    // Two mutations about different instances under one id, at once: a mistake, of which the second must not be made.
    private void ReuseAnId()
    {
        var service = world.Random.Pick(world.Services);
        var operation = world.Random.NewOperation();
        world.Operations.OnReused(operation);
        world.Coverage.Count("operation id reused by mistake");
        foreach (var client in world.Clients.Where(c => c.Service == service).Take(2))
        {
            var request = new OverrideRequest(world.Random.Pick(Statuses), "why", "a script");
            world.Network.Send(service, new SetOverrideCommand(client.Id, request) { OperationId = operation }, static _ => { }, isCareful: true);
        }
    }

    private DocumentChange Change => new() { By = "op", ExpectedVersion = world.Random.Chance(0.3) ? world.Random.Below(4) : null };

    /// <summary>A policy whose holds end within a history.</summary>
    public static ServicePolicy NewPolicy(World world) => new()
    {
        Protection = new ProtectionPolicy
        {
            Enabled = world.Random.Chance(0.9),
            MaxExpiredShare = 0.15 * world.Random.Between(1, 5),
            MinExpired = world.Random.Below(2),
            Window = TimeSpan.FromMilliseconds(world.Random.Between(1_000, 8_000)),
            MaxHold = TimeSpan.FromMilliseconds(world.Random.Between(1_000, 8_000)),
        },
    };
}
