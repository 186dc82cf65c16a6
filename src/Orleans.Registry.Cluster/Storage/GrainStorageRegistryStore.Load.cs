namespace Orleans.Registry.Cluster;

/// <content>Loading, while others may write.</content>
public sealed partial class GrainStorageRegistryStore
{
    private const int MostLooks = 5;

    /// <inheritdoc/>
    public async ValueTask<ServiceImage?> LoadAsync(ServiceName service, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await LoadAsync(service).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<HistoryPage?> ReadHistoryAsync(ServiceName service, Revision after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await ReadHistoryAsync(service, after, limit).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    // The chunks are read between two looks at the head. Every chunk holds at least what the first head had checkpointed, so
    // it lacks nothing but later changes, and those are in the log that the second head leads to.
    private async Task<ServiceImage?> LoadAsync(ServiceName service)
    {
        var id = SliceKeys.Head(service);
        var cache = new RecordCache();
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var before = (await _slices.ReadAsync<ServiceHead>(id).ConfigureAwait(false)).State;
            if (before.Revision == 0)
            {
                return null;
            }

            var chunks = await ReadChunksAsync(service, before, cache).ConfigureAwait(false);
            var documents = await _slices.ReadAsync<ServiceSlice>(SliceKeys.Documents(service)).ConfigureAwait(false);
            var head = (await _slices.ReadAsync<ServiceHead>(id).ConfigureAwait(false)).State;
            if (head.Epoch != before.Epoch || head.Generation != before.Generation)
            {
                continue;
            }

            var from = Math.Min(before.Checkpoint, Math.Max(0, head.Revision - _logCapacity));
            var log = await ReadLogAsync(service, head, from, cache).ConfigureAwait(false);
            if (log[0].Revision.Value > before.Checkpoint + 1)
            {
                continue;
            }

            var builder = new SliceBuilder(service);
            foreach (var chunk in chunks)
            {
                Catch(builder, chunk.Image, Math.Max(chunk.UpTo, before.Checkpoint), log, static c => !c.InstanceId.IsEmpty, c => SliceKeys.ChunkOf(c.InstanceId, head.Generation) == chunk.Number);
            }

            var known = documents.RecordExists && documents.State.Epoch == head.Epoch ? documents.State : null;
            Catch(
                builder,
                known is null ? null : SliceCodec.Decode(known.Data, cache),
                Math.Max(known?.UpTo ?? 0, before.Checkpoint),
                log,
                static c => c.InstanceId.IsEmpty,
                static _ => true);
            return builder.Whole(head, [.. log.Skip(Math.Max(0, log.Count - _logCapacity))]);
        }

        throw Contended(service);
    }

    private static void Catch(
        SliceBuilder builder, ServiceImage? slice, long upTo, IEnumerable<ServiceChange> log, Func<ServiceChange, bool> kind, Func<ServiceChange, bool> part)
    {
        if (slice is not null)
        {
            builder.Add(slice);
        }

        foreach (var change in log)
        {
            if (change.Revision.Value > upTo && kind(change) && part(change))
            {
                builder.Apply(change);
            }
        }
    }

    private async Task<(int Number, long UpTo, ServiceImage Image)[]> ReadChunksAsync(ServiceName service, ServiceHead head, RecordCache? cache = null)
    {
        var slices = await EachAsync(
            Enumerable.Range(0, 1 << head.Generation), c => _slices.ReadAsync<ServiceSlice>(SliceKeys.Chunk(service, head.Generation, c))).ConfigureAwait(false);
        var chunks = new (int, long, ServiceImage)[slices.Length];
        for (var i = 0; i < chunks.Length; i++)
        {
            var slice = slices[i].RecordExists && slices[i].State.Epoch == head.Epoch ? slices[i].State : null;
            chunks[i] = (i, slice?.UpTo ?? 0, slice is null ? new SliceBuilder(service).Instances(head) : SliceCodec.Decode(slice.Data, cache));
        }

        return chunks;
    }

    // The changes after a revision; without the first of them when those are no longer kept.
    private async Task<IReadOnlyList<ServiceChange>> ReadLogAsync(ServiceName service, ServiceHead head, long after, RecordCache? cache = null)
    {
        var first = after / SliceKeys.SegmentLength;
        var count = (int)Math.Max(0, (head.Checkpoint / SliceKeys.SegmentLength) - first);
        var segments = await EachAsync(
            Enumerable.Range(0, count), i => _slices.ReadAsync<ServiceSlice>(SliceKeys.Segment(service, first + i))).ConfigureAwait(false);
        var gone = Array.FindLastIndex(segments, s => !s.RecordExists || s.State.Epoch != head.Epoch);
        var kept = segments.Skip(gone + 1).SelectMany(s => SliceCodec.DecodeLog(s.State.Data, cache));
        return [.. kept.Concat(SliceCodec.DecodeLog(head.Tail, cache)).Where(c => c.Revision.Value > after)];
    }

    private async Task<HistoryPage?> ReadHistoryAsync(ServiceName service, Revision after, int limit)
    {
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var head = (await _slices.ReadAsync<ServiceHead>(SliceKeys.Head(service)).ConfigureAwait(false)).State;
            if (head.Revision == 0)
            {
                return null;
            }

            var (epoch, last) = (new Epoch(head.Epoch), new Revision(head.Revision));
            var oldest = new Revision(Math.Max(1, head.Revision - _logCapacity + 1));
            if (after.Next < oldest || after >= last)
            {
                return new HistoryPage(epoch, [], oldest, last);
            }

            // No more pieces than the page can need.
            var part = head.Copy();
            if (limit < head.Checkpoint - after.Value - SliceKeys.SegmentLength)
            {
                part.Checkpoint = after.Value + limit + SliceKeys.SegmentLength;
                part.Checkpoint -= part.Checkpoint % SliceKeys.SegmentLength;
                part.Tail = [];
            }

            var log = await ReadLogAsync(service, part, after.Value).ConfigureAwait(false);
            if (log[0].Revision == after.Next)
            {
                return new HistoryPage(epoch, [.. log.Take(limit)], oldest, last);
            }

            if (attempt > MostLooks)
            {
                // It is not that the log moves on: what went is gone, because it was kept shorter before.
                return new HistoryPage(epoch, [], log[0].Revision, last);
            }
        }

        throw Contended(service);
    }
}
