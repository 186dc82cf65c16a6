using System.Collections.Concurrent;
using Orleans.Registry.Client;

namespace Orleans.Registry.EndToEndTests;

/// <summary>
/// One program's worth of instances: registers them, renews them all with one call, goes on registering more, and never lets
/// one go. Whatever the registry says of them that is not so goes to <see cref="Faults"/>.
/// </summary>
internal sealed class Fleet(int number, IReadOnlyList<Uri> doors, IReadOnlyList<ServiceName> services, TimeSpan ttl) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<InstanceId, ServiceName> _acknowledged = new();
    private readonly HttpServiceRegistry _registry = Doors.Open(doors, number);
    private int _next;

    /// <summary>What was acknowledged.</summary>
    public IReadOnlyDictionary<InstanceId, ServiceName> Acknowledged => _acknowledged;

    public ConcurrentQueue<string> Faults { get; } = new();

    /// <summary>Why the last registration that was tried was refused; <c>null</c> when it was not.</summary>
    public string? Refusal { get; private set; }

    public async Task RegisterAsync(int count, CancellationToken cancellationToken)
    {
        for (; count > 0; count--)
        {
            await RegisterOneAsync(cancellationToken);
        }
    }

    /// <summary>Renews, and registers one more now and then, until cancelled.</summary>
    public Task LiveAsync(TimeSpan pause, CancellationToken cancellationToken)
        => Task.WhenAll(
            UntilCancelledAsync(ttl / 4, RenewAsync, cancellationToken),
            UntilCancelledAsync(pause, RegisterOneAsync, cancellationToken));

    public ValueTask DisposeAsync() => _registry.DisposeAsync();

    private static async Task UntilCancelledAsync(TimeSpan pause, Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(pause, cancellationToken);
                await step(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var ids = _acknowledged.Keys.ToList();
        var renewed = await _registry.RenewAsync([.. ids.Select(static id => new Renewal(id))], cancellationToken);
        if (!renewed.IsSuccess)
        {
            return;
        }

        for (var i = 0; i < ids.Count; i++)
        {
            if (renewed.Value[i] is RenewalOutcome.Unknown or RenewalOutcome.Superseded)
            {
                Faults.Enqueue($"{ids[i]} lives and is {renewed.Value[i]}");
            }
        }
    }

    private async Task RegisterOneAsync(CancellationToken cancellationToken)
    {
        var n = _next++;
        var registration = new InstanceRegistration
        {
            Id = InstanceId.Parse($"i-{number}-{n}"),
            Service = services[(number + n) % services.Count],
            Details = new InstanceDetails { Address = "10.0.0.1", Port = 80, Ttl = ttl },
        };
        var operation = OperationId.NewId();
        while (true)
        {
            var result = await _registry.RegisterAsync(registration, operation, cancellationToken);
            if (result.IsSuccess)
            {
                _acknowledged[registration.Id] = registration.Service;
                Refusal = null;
                return;
            }

            Refusal = $"{registration.Id} of {registration.Service}: {result.Error}";

            await Task.Delay(100, cancellationToken);
        }
    }
}
