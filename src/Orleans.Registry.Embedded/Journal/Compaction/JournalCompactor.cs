namespace Orleans.Registry.Embedded.Journal;

/// <summary>
/// Puts a snapshot in place of old segments, in the background, when the journal has grown to more than the snapshot it
/// stands on. Appends go on meanwhile. A failure leaves everything as it was and is tried again later.
/// </summary>
internal sealed class JournalCompactor(
    JournalContext context, JournalWriter writer, JournalFiles files, PositionTable positions, Lock gate) : IAsyncDisposable
{
    /// <summary>How long to leave the disk alone after a failure.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private IServiceImageSource? _source;
    private Task _running = Task.CompletedTask;
    private long? _failedAt;
    private bool _isStopped;

    /// <summary>Compactions that ended well.</summary>
    public long Completed { get; private set; }

    /// <summary>The one that is under way, or the last one.</summary>
    public Task Running
    {
        get
        {
            lock (_lock)
            {
                return _running;
            }
        }
    }

    /// <summary>Tells where images come from; without it nothing is compacted.</summary>
    public void Attach(IServiceImageSource source)
    {
        lock (_lock)
        {
            if (_source is not null)
            {
                throw new InvalidOperationException("The journal has a source of images already.");
            }

            _source = source;
        }
    }

    /// <summary>Starts a compaction if it is worth it and none is under way. Quick.</summary>
    public void Consider()
    {
        lock (_lock)
        {
            if (_source is { } source && _running.IsCompleted && !_isStopped && IsWorthIt() && !IsTooSoon())
            {
                _running = Task.Run(() => RunAsync(source));
            }
        }
    }

    /// <summary>Compacts now, after what may be under way.</summary>
    public async Task CompactAsync()
    {
        await Running.ConfigureAwait(false);
        await CompactAsync(_source ?? throw new InvalidOperationException("The journal has no source of images."), _stop.Token)
            .ConfigureAwait(false);
    }

    /// <summary>Gives up what is under way; a half-written snapshot does not count.</summary>
    public async ValueTask DisposeAsync()
    {
        Task running;
        lock (_lock)
        {
            _isStopped = true;
            running = _running;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
    }

    private bool IsWorthIt()
    {
        lock (gate)
        {
            return writer.Bytes_NeedsLock() > Math.Max(context.Options.SegmentBytes, files.SnapshotBytes);
        }
    }

    private bool IsTooSoon() => _failedAt is { } at && context.Time.GetElapsedTime(at) < RetryDelay;

    private async Task RunAsync(IServiceImageSource source)
    {
        try
        {
            await CompactAsync(source, _stop.Token).ConfigureAwait(false);
            _failedAt = null;
            Completed++;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The store is being closed.
        }
        catch (Exception e)
        {
            _failedAt = context.Time.GetTimestamp();
            JournalLog.CompactionFailed(context.Logger, e, RetryDelay);
        }
    }

    /// <summary>Makes given images what an empty journal holds; how many there were.</summary>
    public Task<long> ImportAsync(IAsyncEnumerable<ServiceImage> images, CancellationToken cancellationToken)
        => CompactAsync((snapshot, _) => WriteAllAsync(snapshot, images, cancellationToken), cancellationToken);

    private Task<long> CompactAsync(IServiceImageSource source, CancellationToken cancellationToken)
        => CompactAsync((snapshot, cut) => WriteImagesAsync(snapshot, source, cut, cancellationToken), cancellationToken);

    private async Task<long> CompactAsync(Func<SnapshotWriter, JournalCut, Task> write, CancellationToken cancellationToken)
    {
        var began = context.Time.GetTimestamp();
        var cut = await writer.CutAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        var name = FileNames.Snapshot(cut.Segment) + FileNames.Unfinished;
        try
        {
            var (bytes, images) = await WriteAsync(name, write, cut).ConfigureAwait(false);
            files.Publish(cut.Segment, bytes);
            var duration = context.Time.GetElapsedTime(began);
            context.Instruments.Compacted(bytes, duration);
            JournalLog.Compacted(context.Logger, FileNames.Snapshot(cut.Segment), images, bytes, duration);
            return images;
        }
        catch
        {
            // Half a snapshot only takes space, of which there may be too little already.
            files.TryDelete(name);
            throw;
        }
    }

    private async Task<(long Bytes, long Images)> WriteAsync(string name, Func<SnapshotWriter, JournalCut, Task> write, JournalCut cut)
    {
        var header = new FileHeader(FileKind.Snapshot, files.StoreId, cut.Segment, cut.NextSequence, context.Time.GetUtcNow());
        using var snapshot = new SnapshotWriter(context.Directory.CreateFile(name), header);
        await write(snapshot, cut).ConfigureAwait(false);
        snapshot.Finish(cut.Claim);
        return (snapshot.Bytes, snapshot.Images);
    }

    private static async Task WriteAllAsync(SnapshotWriter snapshot, IAsyncEnumerable<ServiceImage> images, CancellationToken cancellationToken)
    {
        HashSet<ServiceName> written = [];
        await foreach (var image in images.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (!written.Add(image.Service))
            {
                throw new StoreCorruptException($"Service '{image.Service}' comes twice in the import.");
            }

            snapshot.Add(image);
        }
    }

    private async Task WriteImagesAsync(
        SnapshotWriter snapshot, IServiceImageSource source, JournalCut cut, CancellationToken cancellationToken)
    {
        HashSet<ServiceName> written = [];
        var stored = 0;
        await foreach (var image in source.CaptureAsync(cancellationToken).ConfigureAwait(false))
        {
            if (image.Revision > Revision.None && IsNewEnough(image, out var wasStored) && written.Add(image.Service))
            {
                snapshot.Add(image);
                stored += wasStored ? 1 : 0;
            }
        }

        if (stored < cut.Services)
        {
            AddFromFiles(snapshot, written, cut, cancellationToken);
        }
    }

    private bool IsNewEnough(ServiceImage image, out bool wasStored)
    {
        lock (gate)
        {
            return positions.Covers(image, out wasStored);
        }
    }

    // An append may be stored although its caller gave up and knows nothing of it. Memory being behind must not cost what
    // the files hold.
    private void AddFromFiles(SnapshotWriter snapshot, HashSet<ServiceName> written, JournalCut cut, CancellationToken cancellationToken)
    {
        List<ServiceName> missing;
        lock (gate)
        {
            missing = positions.StoredAtCutExcept(written);
        }

        JournalLog.ImagesBehind(context.Logger, missing.Count);
        using var replayed = files.Read(new ServiceFilter(missing), cut.Segment, cancellationToken);
        foreach (var name in missing)
        {
            snapshot.Add(replayed.Services.TryGetValue(name, out var service)
                ? service.ToImage()
                : throw new InvalidOperationException($"'{name}' was stored, but is in no file."));
        }
    }
}
