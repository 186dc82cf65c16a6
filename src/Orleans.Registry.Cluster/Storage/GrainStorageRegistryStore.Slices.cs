namespace Orleans.Registry.Cluster;

/// <content>Moving committed changes from the head into the slices. Any part of it may be done twice, and by two at once.</content>
public sealed partial class GrainStorageRegistryStore
{
    private async Task MoveIntoSlicesAsync(ServiceName service, ServiceHead head, ServiceHead next, IReadOnlyList<ServiceChange> changes)
    {
        var moves = new List<Func<Task>>();
        for (var start = 0; start < changes.Count; start += SliceKeys.SegmentLength)
        {
            var piece = changes.Skip(start).Take(SliceKeys.SegmentLength).ToArray();
            var segment = (piece[0].Revision.Value - 1) / SliceKeys.SegmentLength;
            moves.Add(() => PutAsync(SliceKeys.Segment(service, segment), next, _ => SliceCodec.EncodeLog(service, head.Epoch, piece)));
        }

        if (changes.Any(static c => c.Policy is not null || c.Configuration is not null))
        {
            moves.Add(() => PutAsync(SliceKeys.Documents(service), next, slice => Merge(service, next, slice, changes, forInstances: false)));
        }

        if (next.Generation != head.Generation)
        {
            moves.AddRange(await SpreadAsync(service, head, next, changes).ConfigureAwait(false));
        }
        else
        {
            foreach (var some in changes.Where(static c => !c.InstanceId.IsEmpty).GroupBy(c => SliceKeys.ChunkOf(c.InstanceId, next.Generation)))
            {
                moves.Add(() => PutAsync(
                    SliceKeys.Chunk(service, next.Generation, some.Key), next, slice => Merge(service, next, slice, some, forInstances: true)));
            }
        }

        await EachAsync(moves, static m => m()).ConfigureAwait(false);
    }

    // More chunks than before: each instance goes into a new one.
    private async Task<IEnumerable<Func<Task>>> SpreadAsync(ServiceName service, ServiceHead head, ServiceHead next, IReadOnlyList<ServiceChange> changes)
    {
        var builder = new SliceBuilder(service);
        foreach (var chunk in await ReadChunksAsync(service, head).ConfigureAwait(false))
        {
            builder.Add(chunk.Image);
        }

        foreach (var change in changes)
        {
            builder.Apply(change);
        }

        var parts = builder.Split(next);
        return parts.Select<ServiceImage, Func<Task>>((part, i) => () => PutAsync(SliceKeys.Chunk(service, next.Generation, i), next, _ => SliceCodec.Encode(part)));
    }

    // What is there already up to the new checkpoint was put there by somebody who saw the same changes.
    private async Task PutAsync(GrainId id, ServiceHead next, Func<ServiceSlice?, byte[]> make)
    {
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var read = await _slices.ReadAsync<ServiceSlice>(id).ConfigureAwait(false);
            var present = read.RecordExists && read.State.Epoch == next.Epoch ? read.State : null;
            if (present is not null && present.UpTo >= next.Checkpoint)
            {
                return;
            }

            read.State = new ServiceSlice { Epoch = next.Epoch, UpTo = next.Checkpoint, Data = make(present) };
            if (await _slices.TryWriteAsync(id, read).ConfigureAwait(false))
            {
                return;
            }
        }

        throw new StoreUnavailableException($"Slice '{id}' was changed by others {MostAttempts} times in a row.");
    }

    private static byte[] Merge(ServiceName service, ServiceHead next, ServiceSlice? slice, IEnumerable<ServiceChange> changes, bool forInstances)
    {
        var builder = new SliceBuilder(service);
        var upTo = slice?.UpTo ?? 0;
        if (slice is not null)
        {
            builder.Add(SliceCodec.Decode(slice.Data));
        }

        foreach (var change in changes)
        {
            if (change.Revision.Value > upTo)
            {
                builder.Apply(change);
            }
        }

        return SliceCodec.Encode(forInstances ? builder.Instances(next) : builder.Documents(next));
    }
}
