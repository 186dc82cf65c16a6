namespace Orleans.Registry.Core.Tests;

/// <summary>One service in memory: decides a command and puts its changes into effect at once, as a host with a perfect store would.</summary>
internal sealed class Scene
{
    public static readonly DateTimeOffset Noon = new(2030, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public Scene(int logCapacity = ServiceState.DefaultLogCapacity)
        => State = new ServiceState(ServiceName.Parse("orders"), new Epoch(7), logCapacity);

    public Scene(ServiceState state) => State = state;

    public ServiceState State { get; private set; }

    public DateTimeOffset Now { get; set; } = Noon;

    public List<ServiceChange> History { get; } = [];

    public ServiceInstance this[string id] => Entry(id).Instance;

    public bool Has(string id) => State.TryGet(InstanceId.Parse(id), out _);

    public InstanceEntry Entry(string id) => State.TryGet(InstanceId.Parse(id), out var entry) ? entry : throw new KeyNotFoundException(id);

    /// <summary>Decides and applies.</summary>
    public Decision Do(ServiceCommand command)
    {
        var decision = Decide(command);
        foreach (var change in decision.Changes)
        {
            State.Apply(change);
            History.Add(change);
        }

        return decision;
    }

    public Decision Decide(ServiceCommand command) => State.Decide(command, new DecisionContext(Now, State.Revision.Next));

    /// <summary>Does something that makes exactly one change.</summary>
    public ServiceChange Change(ServiceCommand command)
    {
        var decision = Do(command);
        Assert.True(decision.Error is null, decision.Error?.Message);
        return Assert.Single(decision.Changes);
    }

    /// <summary>Asserts that a command is accepted and changes nothing.</summary>
    public void NoChange(ServiceCommand command)
    {
        var decision = Do(command);
        Assert.True(decision.Error is null, decision.Error?.Message);
        Assert.Empty(decision.Changes);
    }

    public RegistryError Refused(ServiceCommand command)
    {
        var decision = Do(command);
        Assert.Empty(decision.Changes);
        return Assert.IsType<RegistryError>(decision.Error);
    }

    public void Register(params string[] ids) => Array.ForEach(ids, id => Change(Registering(id)));

    public ServiceChange Signal(string id, InstanceSignal signal, string check = "") => Change(Signalling(id, signal, check));

    /// <summary>Lets the leases of instances run out and expires them in one command.</summary>
    public IReadOnlyList<ServiceChange> Expire(params string[] ids)
    {
        foreach (var id in ids)
        {
            Entry(id).Rearm(0);
            Assert.True(Entry(id).TryClose(0));
        }

        return Do(new ExpireCommand([.. ids.Select(InstanceId.Parse)])).Changes;
    }

    public void SetPolicy(ServicePolicy policy) => Change(new SetPolicyCommand(policy, 0, new DocumentChange()));

    /// <summary>Goes on from what a store would have kept.</summary>
    public void Restart(int logCapacity = ServiceState.DefaultLogCapacity) => State = ServiceState.FromImage(State.ToImage(), logCapacity);

    public static RegisterCommand Registering(
        string id, InstanceDetails? details = null, InstanceStatus status = InstanceStatus.Healthy, ulong incarnation = 0, OperationId operation = default)
        => new(new InstanceRegistration
        {
            Service = ServiceName.Parse("orders"),
            Id = InstanceId.Parse(id),
            Details = details ?? Plain,
            InitialStatus = status,
            Incarnation = incarnation,
        })
        {
            OperationId = operation,
        };

    public static SignalCommand Signalling(string id, InstanceSignal signal, string check = "", OperationId operation = default)
        => new(InstanceId.Parse(id), new HealthReport(signal, check)) { OperationId = operation };

    public static InstanceDetails Plain { get; } = new() { Address = "10.0.0.1", Port = 80, Ttl = TimeSpan.FromSeconds(10) };
}
