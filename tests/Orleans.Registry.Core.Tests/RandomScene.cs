namespace Orleans.Registry.Core.Tests;

/// <summary>Random commands on one service, over few ids so that they meet. The same seed gives the same commands.</summary>
internal sealed class RandomScene(int seed, Scene scene)
{
    private static readonly string[] Ids = ["a", "b", "c", "d", "e", "f", "g", "h"];
    private static readonly string[] Checks = ["", "db", "disk"];
    private static readonly InstanceStatus[] Overrides = [InstanceStatus.OutOfService, InstanceStatus.Healthy, InstanceStatus.Unhealthy];
    private readonly Random _random = new(seed);

    public static Scene Play(int seed, int commands, int logCapacity)
    {
        var scene = new Scene(logCapacity);
        var random = new RandomScene(seed, scene);
        for (var i = 0; i < commands; i++)
        {
            random.Step();
        }

        return scene;
    }

    /// <summary>Some time, then a command, decided and applied.</summary>
    public Decision Step()
    {
        scene.Now += TimeSpan.FromMilliseconds(_random.Next(20_000));
        return scene.Do(Next());
    }

    public ServiceCommand Next()
    {
        var id = Ids[_random.Next(Ids.Length)];
        ServiceCommand command = _random.Next(12) switch
        {
            0 or 1 or 2 => Scene.Registering(
                id,
                Scene.Plain with { Port = _random.Next(80, 83) },
                _random.Next(3) == 0 ? InstanceStatus.Starting : InstanceStatus.Healthy,
                (ulong)_random.Next(3)),
            3 => new DeregisterCommand(InstanceId.Parse(id), _random.Next(2) == 0 ? RemovalReason.Deregistered : RemovalReason.Evicted),
            4 or 5 => Scene.Signalling(id, (InstanceSignal)_random.Next(6), Checks[_random.Next(Checks.Length)]),
            6 => new UpdateCommand(InstanceId.Parse(id), new InstanceUpdate { Weight = _random.Next(3) }),
            7 => new SetOverrideCommand(InstanceId.Parse(id), new OverrideRequest(Overrides[_random.Next(3)], "why", "ann")),
            8 => new ClearOverrideCommand(InstanceId.Parse(id)),
            9 => Expiring(),
            10 => new RecoverCommand(InstanceId.Parse(id)),
            _ when _random.Next(2) == 0 => Policy(),
            _ => new SetConfigurationCommand(StringMap.Create([new("k", $"{_random.Next(3)}")]), 0, new DocumentChange()),
        };
        return _random.Next(3) == 0 ? command with { OperationId = new OperationId(new Guid(_random.Next(1, 30), 0, 0, new byte[8])) } : command;
    }

    private SetPolicyCommand Policy() => new(
        new ServicePolicy
        {
            Protection = new ProtectionPolicy { MaxExpiredShare = 0.2 * _random.Next(1, 5), Window = TimeSpan.FromSeconds(_random.Next(5, 90)) },
        },
        0,
        new DocumentChange());

    private ExpireCommand Expiring()
    {
        List<InstanceId> closed = [];
        foreach (var id in Ids)
        {
            if (_random.Next(3) == 0 && scene.Has(id))
            {
                scene.Entry(id).Rearm(0);
                scene.Entry(id).TryClose(0);
                closed.Add(InstanceId.Parse(id));
            }
        }

        return new ExpireCommand(closed) { OperationId = default };
    }
}
