using System.Security.Cryptography;

namespace Orleans.Registry.Client;

/// <summary>Holds the registrations of this process and runs what keeps them alive.</summary>
internal sealed class ServiceRegistrar(IServiceRegistry registry, InstanceRegistering registering, LeaseRenewing renewing, InstanceRemoval removal)
    : IServiceRegistrar, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<InstanceId, RegistrationSlot> _slots = [];
    private readonly CancellationTokenSource _stopped = new();
    private Task? _renewing;
    private bool _stopping;

    public ulong Incarnation { get; } = DrawIncarnation();

    public IReadOnlyList<IServiceRegistration> Registrations => Entries();

    public IServiceRegistration Add(InstanceRegistration registration)
    {
        ArgumentNullException.ThrowIfNull(registration);
        var errors = InstanceRegistrationValidator.Validate(registration);
        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", errors.Select(static e => $"{e.Field} {e.Message}")), nameof(registration));
        }

        var named = registration.Incarnation == 0 ? registration with { Incarnation = Incarnation } : registration;
        var slot = new RegistrationSlot(new RegistrationEntry(named, registry, RemoveAsync), _stopped.Token);
        lock (_lock)
        {
            if (_stopping || !_slots.TryAdd(registration.Id, slot))
            {
                slot.Dispose();
                throw new InvalidOperationException(
                    _stopping ? "The program is stopping and registers nothing any more." : $"This process registers {registration.Id} already.");
            }

            _renewing ??= Task.Run(() => renewing.RunAsync(Entries, Register, _stopped.Token), CancellationToken.None);
        }

        Register(slot.Entry);
        return slot.Entry;
    }

    /// <summary>Takes everything out, at once, and stops. Safe to call more than once.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _stopping = true;
        }

        await Task.WhenAll(Entries().Select(e => e.RemoveAsync(cancellationToken))).ConfigureAwait(false);
        await _stopped.CancelAsync().ConfigureAwait(false);
        await (_renewing ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync().ConfigureAwait(false);
        await (_renewing ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Register(RegistrationEntry entry)
    {
        lock (_lock)
        {
            if (_slots.TryGetValue(entry.Id, out var slot) && slot.Entry == entry)
            {
                slot.Run(async token =>
                {
                    if (await registering.RunAsync(entry, token).ConfigureAwait(false))
                    {
                        renewing.LeaseAdded();
                    }
                });
            }
        }
    }

    private async Task RemoveAsync(RegistrationEntry entry, CancellationToken cancellationToken)
    {
        RegistrationSlot? slot;
        lock (_lock)
        {
            slot = _slots.GetValueOrDefault(entry.Id);
        }

        if (slot is not null)
        {
            // A registration on its way must end first: its late acknowledgement would bring the instance back.
            await slot.EndAsync().ConfigureAwait(false);
        }

        await removal.RunAsync(entry, cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            _slots.Remove(entry.Id);
        }
    }

    private List<RegistrationEntry> Entries()
    {
        lock (_lock)
        {
            return [.. _slots.Values.Select(static s => s.Entry)];
        }
    }

    private static ulong DrawIncarnation()
    {
        ulong drawn;
        do
        {
            drawn = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        }
        while (drawn == 0);

        return drawn;
    }
}
