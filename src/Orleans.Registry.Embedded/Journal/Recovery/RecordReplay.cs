namespace Orleans.Registry.Embedded.Journal;

/// <summary>
/// Builds services out of the records of files, snapshot first, then segments in order. Not thread-safe.
/// </summary>
/// <param name="logCapacity">Changes of each service's log that are kept.</param>
/// <param name="filter">Which services to build; <c>null</c> for all.</param>
internal sealed class RecordReplay(int logCapacity, ServiceFilter? filter)
{
    private readonly Dictionary<ServiceName, StoredService> _services = [];
    private readonly RecordCache _cache = new();
    private Func<ServiceName, InstanceId, ServiceInstance?>? _before;

    /// <summary>The services as far as they are built.</summary>
    public Dictionary<ServiceName, StoredService> Services => _services;

    /// <summary>The highest claim seen.</summary>
    public StoreClaim? Claim { get; private set; }

    /// <summary>Takes a record in.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="body">Its bytes.</param>
    /// <param name="file">The file they are from; must stay open as long as the services are used.</param>
    /// <param name="offset">Where in it.</param>
    /// <exception cref="StoreCorruptException">The record is not one, or does not follow what came before.</exception>
    public void Take(RecordKind kind, ReadOnlySpan<byte> body, IJournalFile file, long offset)
    {
        switch (kind)
        {
            case RecordKind.Append:
                TakeAppend(body);
                break;
            case RecordKind.Image:
                TakeImage(body, file, offset);
                break;
            case RecordKind.Claim:
                Claim = ClaimRecord.Read(body);
                break;
            case RecordKind.Closed or RecordKind.End:
                break;
            default:
                throw new StoreCorruptException($"a record is of the unknown kind {(byte)kind}");
        }
    }

    private void TakeImage(ReadOnlySpan<byte> body, IJournalFile file, long offset)
    {
        if (IsWanted(body))
        {
            var (service, position) = RegistryRecordCodec.PeekPosition(body);
            var location = new ImageLocation(file, offset, body.Length, _cache);
            _services[service] = new StoredService(service, position, location.Read, logCapacity);
        }
    }

    private void TakeAppend(ReadOnlySpan<byte> body)
    {
        if (!IsWanted(body))
        {
            return;
        }

        var append = RegistryRecordCodec.ReadAppend(body, _before ??= Find, _cache);
        if (!_services.TryGetValue(append.Service, out var service))
        {
            service = new StoredService(append.Service, append.Epoch, logCapacity);
            _services.Add(append.Service, service);
        }

        // An image may be younger than the first segments behind it.
        var isCovered = append.Changes[^1].Revision <= service.Revision;
        if (append.Epoch != service.Epoch || (!isCovered && append.ExpectedRevision != service.Revision))
        {
            throw new StoreCorruptException(
                $"'{append.Service}' is at {service.Epoch}-{service.Revision}, but the next changes follow {append.Epoch}-{append.ExpectedRevision}");
        }

        if (!isCovered)
        {
            foreach (var change in append.Changes)
            {
                service.Apply(change);
            }
        }
    }

    private bool IsWanted(ReadOnlySpan<byte> body) => filter is null || filter.Has(RegistryRecordCodec.PeekService(body));

    private ServiceInstance? Find(ServiceName service, InstanceId id) => _services.GetValueOrDefault(service)?.Find(id);
}
