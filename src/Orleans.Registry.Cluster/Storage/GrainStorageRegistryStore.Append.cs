namespace Orleans.Registry.Cluster;

/// <content>Appends.</content>
public sealed partial class GrainStorageRegistryStore
{
    /// <inheritdoc/>
    public async ValueTask<AppendStatus> AppendAsync(ServiceAppend append, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(append);
        cancellationToken.ThrowIfCancellationRequested();
        return await AppendInTurnAsync(append).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    // Goes on to its end, also when its caller has given up.
    private async Task<AppendStatus> AppendInTurnAsync(ServiceAppend append)
    {
        var cursor = _cursors.GetOrAdd(append.Service, static _ => new ServiceCursor());
        await cursor.Gate.WaitAsync().ConfigureAwait(false);
        try
        {
            for (var attempt = 1; attempt <= MostAttempts; attempt++)
            {
                if (await TryAppendAsync(append, cursor).ConfigureAwait(false) is { } status)
                {
                    return status;
                }
            }

            throw Contended(append.Service);
        }
        catch (StoreUnavailableException)
        {
            cursor.Head = null;
            throw;
        }
        finally
        {
            cursor.Gate.Release();
        }
    }

    // Null when the head was replaced meanwhile: look again.
    private async Task<AppendStatus?> TryAppendAsync(ServiceAppend append, ServiceCursor cursor)
    {
        var isFresh = cursor.Head is null;
        var read = cursor.Head ??= await _slices.ReadAsync<ServiceHead>(SliceKeys.Head(append.Service)).ConfigureAwait(false);
        var head = read.State;
        if (await RefuseAsync(append, head).ConfigureAwait(false) is { } refusal)
        {
            // What was seen earlier may be old.
            cursor.Head = null;
            return isFresh ? refusal : null;
        }

        if (!cursor.IsListed && head.Revision == 0)
        {
            if (!await ListAsync(append).ConfigureAwait(false))
            {
                return AppendStatus.Fenced;
            }
        }

        cursor.IsListed = true;
        var next = await AdvanceAsync(append, head).ConfigureAwait(false);
        var written = new StoredRecord<ServiceHead> { State = next, ETag = read.ETag, RecordExists = read.RecordExists };
        if (!await _slices.TryWriteAsync(SliceKeys.Head(append.Service), written).ConfigureAwait(false))
        {
            cursor.Head = null;
            return null;
        }

        cursor.Head = written;
        if (next.Checkpoint > head.Checkpoint)
        {
            await TidyAsync(append.Service, head, next).ConfigureAwait(false);
        }

        return AppendStatus.Appended;
    }

    private async ValueTask<AppendStatus?> RefuseAsync(ServiceAppend append, ServiceHead head)
    {
        var token = append.Token.Value;
        if (token != 0 && (head.Token > token || (await _slices.ReadAsync<ClaimRecord>(SliceKeys.Claim).ConfigureAwait(false)).State.Token > token))
        {
            return AppendStatus.Fenced;
        }

        return append.ExpectedRevision.Value == head.Revision && (head.Revision == 0 || head.Epoch == append.Epoch.Value)
            ? null
            : AppendStatus.RevisionConflict;
    }

    // Whether the writer may add the service, and then has.
    private async Task<bool> ListAsync(ServiceAppend append)
    {
        var id = SliceKeys.Names((int)(StableHash.Of(append.Service.Value) % SliceKeys.NameShards));
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var names = await _slices.ReadAsync<ServiceNames>(id).ConfigureAwait(false);
            if (append.Token != FencingToken.None && names.State.Token > append.Token.Value)
            {
                return false;
            }

            if (names.State.Names.Contains(append.Service.Value))
            {
                return true;
            }

            names.State = new ServiceNames { Token = names.State.Token, Names = [.. names.State.Names, append.Service.Value] };
            if (await _slices.TryWriteAsync(id, names).ConfigureAwait(false))
            {
                return true;
            }
        }

        throw Contended(append.Service);
    }

    // The head with the changes in it. Its whole pieces of log go into the slices first, so that it stays small.
    private async Task<ServiceHead> AdvanceAsync(ServiceAppend append, ServiceHead head)
    {
        var next = head.Copy();
        next.Epoch = append.Epoch.Value;
        next.Token = Math.Max(head.Token, append.Token.Value);
        var tail = SliceCodec.DecodeLog(head.Tail);
        if (tail.Count >= SliceKeys.SegmentLength)
        {
            next.Checkpoint = head.Revision - (head.Revision % SliceKeys.SegmentLength);
            var moved = (int)(next.Checkpoint - head.Checkpoint);
            next.Generation = SliceKeys.GenerationFor(head.Count, head.Generation);
            await MoveIntoSlicesAsync(append.Service, head, next, [.. tail.Take(moved)]).ConfigureAwait(false);
            tail = [.. tail.Skip(moved)];
        }

        next.Count += append.Changes.Sum(static c => (c.After is null ? 0 : 1) - (c.Before is null ? 0 : 1));
        next.Revision = head.Revision + append.Changes.Count;
        next.Tail = SliceCodec.EncodeLog(append.Service, next.Epoch, [.. tail, .. append.Changes]);
        return next;
    }

    // Nobody looks at these any more. If it fails they only take space.
    private async Task TidyAsync(ServiceName service, ServiceHead before, ServiceHead after)
    {
        var first = Math.Max(0, (before.Checkpoint - _logCapacity) / SliceKeys.SegmentLength);
        var end = Math.Max(0, (after.Checkpoint - _logCapacity) / SliceKeys.SegmentLength);
        var old = new List<Orleans.Runtime.GrainId>();
        for (var segment = first; segment < end; segment++)
        {
            old.Add(SliceKeys.Segment(service, segment));
        }

        if (after.Generation != before.Generation)
        {
            old.AddRange(Enumerable.Range(0, 1 << before.Generation).Select(c => SliceKeys.Chunk(service, before.Generation, c)));
        }

        try
        {
            await EachAsync(old, _slices.RemoveAsync).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            LogLeftBehind(_logger, service, exception.Message);
        }
    }
}
