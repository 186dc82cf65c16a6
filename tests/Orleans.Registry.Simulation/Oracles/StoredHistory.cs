using Orleans.Registry.Simulation.Running;
using Orleans.Registry.Simulation.Store;

namespace Orleans.Registry.Simulation.Oracles;

/// <summary>
/// What the disk has taken: the truth that everything else is compared with. Checks each change as it comes.
/// </summary>
internal sealed class StoredHistory(World world)
{
    private readonly Dictionary<ServiceName, ServiceTruth> _services = [];
    private readonly Dictionary<Epoch, ServiceTruth> _lineages = [];

    /// <summary>The present lineage of a service; <c>null</c> when it has never been stored, or not since everything was lost.</summary>
    public ServiceTruth? Find(ServiceName service) => _services.GetValueOrDefault(service);

    /// <summary>A lineage of a service, also one that was lost; <c>null</c> when it was never stored.</summary>
    public ServiceTruth? Of(ServiceName service, Epoch epoch) => _lineages.TryGetValue(epoch, out var truth) && truth.Name == service ? truth : null;

    /// <summary>A service after a revision of its present lineage.</summary>
    public TruthState StateAt(ServiceName service, Revision revision) => _services[service].StateAt(revision);

    public IEnumerable<ServiceTruth> Services => _services.Values;

    public void Forget() => _services.Clear();

    /// <summary>An append has been taken.</summary>
    /// <param name="sent">What its registry sent.</param>
    /// <param name="bytes">What the disk holds of it.</param>
    public void Take(SentAppend sent, byte[] bytes)
    {
        var append = sent.Append;
        if (!_services.TryGetValue(append.Service, out var truth))
        {
            truth = new ServiceTruth(append.Service, append.Epoch);
            world.Check(_lineages.TryAdd(append.Epoch, truth), Promise.P2Order, $"a new history of {append.Service} has the epoch of one that was lost");
            _services.Add(append.Service, truth);
        }

        world.Check(append.Epoch == truth.Epoch, Promise.P2Order, $"{append.Service} is continued under another epoch");
        world.Check(
            append.ExpectedRevision == truth.Revision, Promise.P2Order, $"{append.Service} is continued after {append.ExpectedRevision} and is at {truth.Revision}");
        var read = RegistryRecordCodec.ReadAppend(bytes, (_, id) => truth.Now.Instances.GetValueOrDefault(id));
        for (var i = 0; i < read.Changes.Count; i++)
        {
            var change = read.Changes[i];
            world.Trace.Add($"disk: {append.Service} {change} ({change.Cause}) by claim {append.Token}");
            world.Check(
                RecordRules.Same(change, append.Changes[i]), Promise.P1Durable, $"{append.Service} {change} is read back as another change");
            Check(truth, append.ExpectedRevision, change);
            LeaseRules.OnStored(world, sent, change);
            ProtectionRules.OnStored(world, append, truth, change);
            truth.Add(change);
        }
    }

    private void Check(ServiceTruth truth, Revision decidedOn, ServiceChange change)
    {
        world.Check(
            change.Revision == truth.Revision.Next, Promise.P2Order, $"{truth.Name}: revision {change.Revision} follows {truth.Revision}");
        var now = truth.Now.Instances.GetValueOrDefault(change.InstanceId);
        world.Check(RecordRules.Same(change.Before, now), Promise.P2Order, $"{truth.Name} {change}: decided on {change.Before}, stored on {now}");
        if (!change.OperationId.IsNone && truth.Find(change.OperationId) is { Value: > 0 } first)
        {
            // A log that holds the last n changes remembers their ids: a second use within it is a second application.
            world.Check(
                first.Value + world.LogCapacity <= decidedOn.Value, Promise.P8Once, $"{truth.Name} {change} was made at revision {first} already");
            world.Coverage.Count("operation id forgotten with the log");
        }

        ChangeRules.Check(world, truth, change);
    }
}
