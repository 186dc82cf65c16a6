using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Store;

/// <summary>
/// One registry's way to the disk: writes may be slow, lost on the way there or back, or arrive after they were given up;
/// at times nothing gets through.
/// </summary>
internal sealed class SimulatedStore(World world, ProcessClock clock) : IRegistryStore
{
    private long _outUntil;

    public string Name => "simulated";

    public StoreDurability Durability => StoreDurability.Disk;

    /// <summary>Appends that the registry waits for.</summary>
    public List<ServiceAppend> Pending { get; } = [];

    /// <summary>When, in hearable time, the store last kept the registry waiting or failed it.</summary>
    public long LastTrouble { get; private set; } = long.MinValue / 2;

    /// <summary>Runs once, at the next write, which is then a slow one.</summary>
    public Action? BeforeNextWrite { get; set; }

    public bool IsOut => world.Timeline.Now < _outUntil;

    public void GoOut(long length) => _outUntil = world.Timeline.Now + length;

    public ValueTask<AppendStatus> AppendAsync(ServiceAppend append, CancellationToken cancellationToken)
    {
        world.Mutation.Break(append);
        var sent = new SentAppend(append, world.Timeline.Now, clock.Hearable);
        if (world.IsSettingUp)
        {
            return new(world.Disk.Append(sent));
        }

        if (!world.Mutation.WaitsForStore)
        {
            _ = Delay(sent);
            return new(AppendStatus.Appended);
        }

        if (IsOut)
        {
            LastTrouble = clock.Hearable;
            return ValueTask.FromException<AppendStatus>(new StoreUnavailableException("out"));
        }

        world.Trace.Add($"store: {append.Service} after {append.ExpectedRevision} by claim {append.Token}, {append.Changes.Count} changes");
        var fails = world.Random.Chance(world.Weather.WriteFails);
        var isSlow = world.Random.Chance(world.Weather.WriteIsSlow) || BeforeNextWrite is not null;
        BeforeNextWrite?.Invoke();
        BeforeNextWrite = null;
        if (!fails && !isSlow)
        {
            return new(world.Disk.Append(sent));
        }

        LastTrouble = clock.Hearable;
        return new(fails ? Fail(sent) : Delay(sent));
    }

    public ValueTask<ServiceImage?> LoadAsync(ServiceName service, CancellationToken cancellationToken)
    {
        if (IsOut)
        {
            LastTrouble = clock.Hearable;
            return ValueTask.FromException<ServiceImage?>(new StoreUnavailableException("out"));
        }

        world.Coverage.Count("service reloaded");
        return new(world.Disk.Load(service));
    }

    public ValueTask OpenAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<StoreClaim> ClaimAsync(string owner, TimeSpan ttl, bool force, CancellationToken cancellationToken)
        => throw new NotSupportedException("Claims are taken from the disk.");

    public ValueTask<bool> RenewClaimAsync(StoreClaim claim, CancellationToken cancellationToken)
        => throw new NotSupportedException("Claims are taken from the disk.");

    public ValueTask ReleaseClaimAsync(StoreClaim claim, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public IAsyncEnumerable<ServiceImage> LoadAllAsync(CancellationToken cancellationToken)
        => throw new NotSupportedException("A registry loads from the disk.");

    public ValueTask<HistoryPage?> ReadHistoryAsync(ServiceName service, Revision after, int limit, CancellationToken cancellationToken)
    {
        if (IsOut)
        {
            LastTrouble = clock.Hearable;
            return ValueTask.FromException<HistoryPage?>(new StoreUnavailableException("out"));
        }

        world.Coverage.Count("history read");
        if (world.Disk.Load(service) is not { } image)
        {
            return new((HistoryPage?)null);
        }

        // Mostly the log is too short to lead from what the reader holds to what is stored: that is the harder way.
        var log = world.Random.Chance(0.1) ? image.Log : [];
        return new(new HistoryPage(
            image.Epoch,
            [.. log.Where(c => c.Revision > after).Take(limit)],
            log.Count == 0 ? image.Revision.Next : log[0].Revision,
            image.Revision));
    }

    public void Attach(IServiceImageSource source)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // A continuation runs where the result is set: in this thread, within the event.
    private Task<AppendStatus> Delay(SentAppend sent)
    {
        var result = new TaskCompletionSource<AppendStatus>();
        var status = AppendStatus.None;
        Pending.Add(sent.Append);
        var there = world.Random.Between(0, 40);
        world.Timeline.After(there, () => status = world.Disk.Append(sent));
        world.Timeline.After(there + world.Random.Between(0, 60), () => clock.Run(() =>
        {
            LastTrouble = clock.Hearable;
            Pending.Remove(sent.Append);
            result.SetResult(status);
        }));
        return result.Task;
    }

    private Task<AppendStatus> Fail(SentAppend sent)
    {
        var result = new TaskCompletionSource<AppendStatus>();
        Pending.Add(sent.Append);
        if (world.Random.Chance(0.6))
        {
            // Written, before or after it is given up.
            world.Coverage.Count("write applied, reply lost");
            world.Timeline.After(world.Random.Between(0, 500), () => world.Disk.Append(sent));
        }

        world.Timeline.After(world.Random.Between(0, 300), () => clock.Run(() =>
        {
            LastTrouble = clock.Hearable;
            sent.GivenUpAt = clock.Hearable;
            Pending.Remove(sent.Append);
            world.Coverage.Count("write failed");
            result.SetException(new StoreUnavailableException("lost"));
        }));
        return result.Task;
    }
}
