using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.Core;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Engine.Tests.Support;

/// <summary>One owner on a scripted store.</summary>
internal sealed class OwnerLab
{
    private static readonly Epoch Lineage = new(0xabc);

    public OwnerLab(int logCapacity = ServiceState.DefaultLogCapacity)
    {
        Host = new RecordingHost(Time);
        Owner = new ServiceOwner(new ServiceState(Orders, Lineage, logCapacity), Store, Host, NullLogger<ServiceOwner>.Instance, logCapacity);
    }

    public static ServiceName Orders { get; } = ServiceName.Parse("orders");

    public ManualTimeProvider Time { get; } = new();

    public ScriptedStore Store { get; } = new();

    public RecordingHost Host { get; }

    public ServiceOwner Owner { get; }

    /// <summary>The ids readers see.</summary>
    public IEnumerable<string> Shown => Owner.Published.Snapshot.Instances.Select(static i => i.Id.Value).Order(StringComparer.Ordinal);

    public static RegisterCommand Register(string id, int weight = 100, OperationId operation = default, TimeSpan? ttl = null) => new(new InstanceRegistration
    {
        Service = Orders,
        Id = InstanceId.Parse(id),
        Details = new InstanceDetails { Address = "10.0.0.1", Port = 80, Weight = weight, Ttl = ttl ?? TimeSpan.FromSeconds(30) },
    })
    {
        OperationId = operation,
    };

    public static UpdateCommand Update(string id, int weight, OperationId operation = default)
        => new(InstanceId.Parse(id), new InstanceUpdate { Weight = weight }) { OperationId = operation };

    public static SignalCommand Drain(string id) => new(InstanceId.Parse(id), new HealthReport(InstanceSignal.Drain));

    public Task<CommandOutcome> ExecuteAsync(ServiceCommand command) => Eventually.ResultAsync(Owner.ExecuteAsync(command));

    /// <summary>Closes leases as a wheel does whose time has come, and says so to the owner.</summary>
    public Task<CommandOutcome> ExpireAsync(params string[] ids)
    {
        var closed = ids.Select(InstanceId.Parse).ToList();
        foreach (var id in closed)
        {
            Assert.True(Host.Entries[id].TryClose(long.MaxValue - 1));
        }

        return Owner.ExecuteAsync(new ExpireCommand(closed));
    }
}
