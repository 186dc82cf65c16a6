using System.Collections.Concurrent;
using NSubstitute;

namespace Orleans.Registry.Client.Tests.Registration;

/// <summary>A registry that answers as a test says and keeps what it was asked.</summary>
internal sealed class RegistryScript
{
    public RegistryScript()
    {
        Registry = Substitute.For<IServiceRegistry>();
#pragma warning disable CA2012 // Naming a call is how a substitute is told its answer; no value task is made.
        Registry.RegisterAsync(default!, default, default).ReturnsForAnyArgs(c => Log("register", Registered, () =>
        {
            Registrations.Enqueue((c.Arg<InstanceRegistration>(), c.Arg<OperationId>()));
            return OnRegister(c.Arg<InstanceRegistration>());
        }));
        Registry.RenewAsync(default!, default).ReturnsForAnyArgs(c => Log("renew", Renewed, () =>
        {
            Renewals.Enqueue([.. c.Arg<IReadOnlyList<Renewal>>()]);
            return OnRenew(c.Arg<IReadOnlyList<Renewal>>());
        }));
        Registry.DrainAsync(default, default, default, default).ReturnsForAnyArgs(c => OnDrainAsync(c.Arg<InstanceId>()));
        Registry.DeregisterAsync(default, default, default, default).ReturnsForAnyArgs(c => Log("deregister", null, () =>
            RegistryResult.Success(new MutationReceipt(default, true, null))));
        Registry.ReportHealthAsync(default, default!, default, default).ReturnsForAnyArgs(_ => Log("health", null, () =>
            RegistryResult.Success(new MutationReceipt(default, true, null))));
        Registry.UpdateAsync(default, default!, default, default).ReturnsForAnyArgs(_ => Log("update", null, () =>
            RegistryResult.Success(new MutationReceipt(default, true, null))));
#pragma warning restore CA2012
    }

    public IServiceRegistry Registry { get; }

    public ConcurrentQueue<string> Calls { get; } = [];

    public ConcurrentQueue<(InstanceRegistration Registration, OperationId Operation)> Registrations { get; } = [];

    public ConcurrentQueue<Renewal[]> Renewals { get; } = [];

    /// <summary>Counts what was answered, so that a test can wait for it.</summary>
    public Counter Registered { get; } = new();

    public Counter Renewed { get; } = new();

    public Func<InstanceRegistration, RegistryResult<RegistrationReceipt>> OnRegister { get; set; } = static r => Receipt(r);

    public Func<IReadOnlyList<Renewal>, RegistryResult<IReadOnlyList<RenewalOutcome>>> OnRenew { get; set; }
        = static r => RegistryResult.Success<IReadOnlyList<RenewalOutcome>>([.. r.Select(static _ => RenewalOutcome.Renewed)]);

    public Func<InstanceId, ValueTask<RegistryResult<DrainProgress>>>? OnDrain { get; set; }

    public static RegistryError Unreachable { get; } = new(RegistryErrorCode.Unreachable, "connection refused");

    public static RegistrationReceipt Receipt(InstanceRegistration registration) => new(
        new ServiceInstance
        {
            Service = registration.Service,
            Id = registration.Id,
            Details = registration.Details,
            ReportedStatus = registration.InitialStatus,
            RegisteredAt = default,
            StatusSince = default,
            CreatedRevision = new Revision(1),
            ModifiedRevision = new Revision(1),
        },
        new ServicePosition(new Epoch(1), new Revision(1)),
        IsNew: true);

    private ValueTask<RegistryResult<DrainProgress>> OnDrainAsync(InstanceId id)
    {
        Calls.Enqueue("drain");
        return OnDrain is { } custom
            ? custom(id)
            : ValueTask.FromResult(RegistryResult.Success(new DrainProgress(default, true, 1, 1, [], 0)));
    }

    private ValueTask<RegistryResult<T>> Log<T>(string call, Counter? counter, Func<RegistryResult<T>> answer)
    {
        Calls.Enqueue(call);
        var result = answer();
        counter?.Increment();
        return ValueTask.FromResult(result);
    }

    internal sealed class Counter
    {
        private int _value;

        public int Value => Volatile.Read(ref _value);

        public void Increment() => Interlocked.Increment(ref _value);
    }
}
