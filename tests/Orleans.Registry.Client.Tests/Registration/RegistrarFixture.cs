using Microsoft.Extensions.DependencyInjection;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Client.Tests.Registration;

/// <summary>A registrar over a scripted registry and a clock that stands, with dice that always fall on one side.</summary>
internal sealed class RegistrarFixture : IAsyncDisposable
{
    private readonly ServiceProvider _provider;

    public RegistrarFixture(Action<ServiceRegistrarOptions>? configure = null, double random = 0.6)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton(Script.Registry);
        services.AddSingleton(new ClientRandom(() => random));
        services.AddServiceRegistrar(configure);
        _provider = services.BuildServiceProvider();
        Registrar = _provider.GetRequiredService<ServiceRegistrar>();
    }

    /// <summary>
    /// What the dice make of a third of a TTL of 30 s. No timeout of a call is as long, so a wait for it cannot be fooled.
    /// </summary>
    public static TimeSpan RenewalPause { get; } = TimeSpan.FromSeconds(9);

    public ManualTimeProvider Time { get; } = new();

    public RegistryScript Script { get; } = new();

    public ServiceRegistrar Registrar { get; }

    public static InstanceRegistration Instance(string id, TimeSpan? ttl = null) => new()
    {
        Service = ServiceName.Parse("orders"),
        Id = InstanceId.Parse(id),
        Details = new InstanceDetails { Address = "10.0.0.1", Port = 80, Ttl = ttl ?? TimeSpan.FromSeconds(30) },
    };

    /// <summary>Adds an instance and waits until it is registered and the next renewal is planned.</summary>
    public async Task<IServiceRegistration> RegisteredAsync(string id, TimeSpan? ttl = null, TimeSpan? planned = null)
    {
        var registration = Registrar.Add(Instance(id, ttl));
        await Eventually.EndsAsync(registration.WaitUntilRegisteredAsync());
        await PlannedAsync(planned ?? RenewalPause);
        return registration;
    }

    /// <summary>
    /// Waits until the next thing to happen is that far away. Calls arm a timer for their timeout, so "some timer is armed"
    /// would not tell that the plan is made.
    /// </summary>
    public Task PlannedAsync(TimeSpan pause)
        => Eventually.TrueAsync(() => Time.NextDue is { } due && (due - pause).Duration() < TimeSpan.FromMilliseconds(1), what: $"next due in {pause}");

    /// <summary>Moves time on by one renewal pause, waits for the renewal and for the plan of the next.</summary>
    public async Task NextRenewalAsync(TimeSpan? pause = null, TimeSpan? planned = null)
    {
        var step = pause ?? RenewalPause;
        var before = Script.Renewals.Count;
        await PlannedAsync(step);
        Time.Advance(step);
        await Eventually.TrueAsync(() => Script.Renewals.Count > before);
        await PlannedAsync(planned ?? step);
    }

    public async ValueTask DisposeAsync() => await _provider.DisposeAsync();
}
