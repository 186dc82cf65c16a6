namespace Orleans.Registry.ConformanceTests.Registries.Checking;

/// <summary>
/// The furthest position of each service that anybody was told of. What the owner of a service says later must not be
/// behind it, and no two acknowledged changes may share a revision (P2). Safe to use from any thread.
/// </summary>
public sealed class PositionLedger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ServiceName, ServicePosition> _furthest = [];
    private readonly HashSet<(ServiceName Service, ServicePosition Position)> _changes = [];
    private bool _expectsNewEpochs;

    /// <summary>The furthest position of a service so far; <c>default</c> for none.</summary>
    public ServicePosition Furthest(ServiceName service)
    {
        lock (_gate)
        {
            return _furthest.GetValueOrDefault(service);
        }
    }

    /// <summary>Says that the registry has lost its state, so that every service may begin another epoch.</summary>
    public void ExpectNewEpochs(bool expected)
    {
        lock (_gate)
        {
            _expectsNewEpochs = expected;
        }
    }

    /// <summary>Somebody was told of a position.</summary>
    public void Observe(ServiceName service, ServicePosition position)
    {
        lock (_gate)
        {
            var known = _furthest.GetValueOrDefault(service);
            if (position.Revision == Revision.None)
            {
                return;
            }

            if (known.Revision != Revision.None && known.Epoch != position.Epoch)
            {
                Assert.True(_expectsNewEpochs, $"The epoch of '{service}' went from {known.Epoch} to {position.Epoch} though nothing was lost.");
            }

            if (known.Epoch != position.Epoch || known.Revision < position.Revision)
            {
                _furthest[service] = position;
            }
        }
    }

    /// <summary>A change was acknowledged under a position.</summary>
    public void Claim(ServiceName service, ServicePosition position)
    {
        Observe(service, position);
        lock (_gate)
        {
            Assert.True(_changes.Add((service, position)), $"Two changes of '{service}' were acknowledged as {position}.");
        }
    }
}
