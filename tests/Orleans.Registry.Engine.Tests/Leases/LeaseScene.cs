using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.Core;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Engine.Tests.Leases;

/// <summary>The owner of one service, and a host that only remembers for how long each lease was armed last.</summary>
internal sealed class LeaseScene : IServiceHost
{
    private static readonly ServiceName Service = ServiceName.Parse("orders");
    private readonly Dictionary<InstanceId, TimeSpan> _armed = [];
    private readonly Dictionary<InstanceId, InstanceEntry> _entries = [];

    public LeaseScene()
    {
        var epoch = new Epoch(7);
        Store = new TroubledStore(Service, epoch);
        Owner = new ServiceOwner(new ServiceState(Service, epoch), Store, this, NullLogger<ServiceOwner>.Instance);
    }

    public ManualTimeProvider Clock { get; } = new();

    public TroubledStore Store { get; }

    public ServiceOwner Owner { get; }

    TimeProvider IServiceHost.Time => Clock;

    FencingToken IServiceHost.Token => new(1);

    /// <summary>For how long a lease was armed last; <c>null</c> when it was not since <see cref="Forget"/>.</summary>
    public TimeSpan? Armed(string id) => _armed.TryGetValue(InstanceId.Parse(id), out var time) ? time : null;

    /// <summary>The seconds for which a lease was armed last.</summary>
    public double? Seconds(string id) => Armed(id)?.TotalSeconds;

    public void Forget() => _armed.Clear();

    public InstanceEntry Entry(string id) => _entries[InstanceId.Parse(id)];

    public Task<CommandOutcome> Do(ServiceCommand command) => Owner.ExecuteAsync(command);

    public Task<CommandOutcome> Register(string id, int ttl, OperationId operation = default) => Do(new RegisterCommand(new InstanceRegistration
    {
        Service = Service,
        Id = InstanceId.Parse(id),
        Details = new InstanceDetails { Address = "10.0.0.1", Port = 80, Ttl = TimeSpan.FromSeconds(ttl) },
        Incarnation = 5,
    })
    {
        OperationId = operation,
    });

    /// <summary>Sets how long held instances are held; nobody may be removed for silence at once.</summary>
    public Task<CommandOutcome> HoldFor(int seconds) => Do(new SetPolicyCommand(
        new ServicePolicy
        {
            Protection = new ProtectionPolicy { MaxExpiredShare = 0, MinExpired = 0, MaxHold = TimeSpan.FromSeconds(seconds) },
        },
        0,
        new DocumentChange()));

    /// <summary>Lets a lease run out, as the host's wheel does.</summary>
    public Task<CommandOutcome> RunOut(string id)
    {
        var entry = Entry(id);
        entry.Rearm(0);
        Assert.True(entry.TryClose(0));
        Forget();
        return Do(new ExpireCommand([entry.Instance.Id]));
    }

    void IServiceHost.OnAdded(ServiceOwner owner, InstanceEntry entry) => _entries[entry.Instance.Id] = entry;

    void IServiceHost.OnRemoved(ServiceOwner owner, InstanceEntry entry, ServiceChange change) => _entries.Remove(entry.Instance.Id);

    void IServiceHost.Arm(InstanceEntry entry, TimeSpan time)
    {
        entry.Rearm((long)time.TotalMilliseconds);
        _armed[entry.Instance.Id] = time;
    }

    void IServiceHost.OnPublished(ServiceOwner owner, IReadOnlyList<ServiceChange> changes)
    {
    }

    void IServiceHost.OnFenced(ServiceOwner owner)
    {
    }
}
