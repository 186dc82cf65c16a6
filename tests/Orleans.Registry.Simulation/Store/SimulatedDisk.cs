using System.Buffers;

namespace Orleans.Registry.Simulation.Store;

/// <summary>
/// What outlives every registry: services as bytes, compare-and-swap per service, and the highest claim. Tells the history
/// of what it has taken.
/// </summary>
internal sealed class SimulatedDisk(World world)
{
    private readonly Dictionary<ServiceName, StoredService> _services = [];
    private long _claims;

    public FencingToken Claim() => new(++_claims);

    public bool IsClaim(FencingToken token) => token.Value == _claims;

    /// <summary>Takes an append that has arrived.</summary>
    public AppendStatus Append(SentAppend sent)
    {
        var append = sent.Append;
        var compares = world.Mutation.ComparesRevisions;
        if (compares && append.Token.Value < _claims)
        {
            world.Coverage.Count("append fenced");
            return AppendStatus.Fenced;
        }

        _services.TryGetValue(append.Service, out var service);
        if (compares && ((service?.Revision ?? Revision.None) != append.ExpectedRevision || (service is not null && service.Epoch != append.Epoch)))
        {
            world.Coverage.Count("append in conflict");
            return AppendStatus.RevisionConflict;
        }

        var output = new ArrayBufferWriter<byte>();
        RegistryRecordCodec.Write(output, append);
        var bytes = output.WrittenSpan.ToArray();
        world.History.Take(sent, bytes);
        if (service is null)
        {
            service = new StoredService(append.Service, append.Epoch, world.LogCapacity);
            _services.Add(append.Service, service);
        }

        service.Add(bytes, append.Changes[^1].Revision);
        return AppendStatus.Appended;
    }

    public ServiceImage? Load(ServiceName service) => _services.TryGetValue(service, out var stored) ? world.Mutation.OnLoaded(stored.Load()) : null;

    public List<ServiceImage> LoadAll() => [.. _services.Values.Select(s => world.Mutation.OnLoaded(s.Load()))];

    public void Compact(ServiceImage image)
    {
        if (_services.TryGetValue(image.Service, out var stored))
        {
            stored.Compact(image);
        }
    }

    /// <summary>A registry has crashed.</summary>
    public void OnCrash()
    {
        if (!world.Mutation.SurvivesCrash)
        {
            foreach (var service in _services.Values)
            {
                service.LoseLast();
            }
        }
    }

    /// <summary>Everything is gone: the machine's disk was replaced.</summary>
    public void LoseEverything()
    {
        _services.Clear();
        world.History.Forget();
    }
}
