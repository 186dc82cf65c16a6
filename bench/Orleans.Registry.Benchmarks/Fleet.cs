using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.Core;
using Orleans.Registry.Embedded;

namespace Orleans.Registry.Benchmarks;

/// <summary>Instances and registries of the usual shape, for all benchmarks alike.</summary>
internal static class Fleet
{
    public static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static InstanceRegistration Registration(string service, int number) => new()
    {
        Service = ServiceName.Parse(service),
        Id = InstanceId.Parse($"{service}-{number:000000}"),
        Details = new InstanceDetails
        {
            Address = $"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
            Port = 8080,
            Version = "1.4.2",
            Region = "eu-west",
            Zone = number % 2 == 0 ? "a" : "b",
            Tags = TagSet.Create(["blue", "canary"]),
            Metadata = StringMap.Create([new("team", "checkout")]),
            Ttl = TimeSpan.FromSeconds(30),
        },
    };

    public static ServiceState State(int instances)
    {
        var state = new ServiceState(ServiceName.Parse("orders"), new Epoch(1));
        for (var i = 0; i < instances; i++)
        {
            var decision = state.Decide(new RegisterCommand(Registration("orders", i)), new DecisionContext(Now, state.Revision.Next));
            state.Apply(decision.Changes[0]);
        }

        return state;
    }

    public static async Task<EmbeddedServiceRegistry> RegistryAsync(IRegistryStore store, int instances, int perService)
    {
        var registry = new EmbeddedServiceRegistry(store, new EmbeddedRegistryOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        await registry.StartAsync(CancellationToken.None);
        for (var i = 0; i < instances; i++)
        {
            (await registry.RegisterAsync(Registration($"orders-{i / perService}", i))).GetValueOrThrow();
        }

        return registry;
    }
}
