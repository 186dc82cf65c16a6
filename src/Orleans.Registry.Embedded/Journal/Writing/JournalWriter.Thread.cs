namespace Orleans.Registry.Embedded.Journal;

/// <content>What happens on the writer's thread.</content>
internal sealed partial class JournalWriter
{
    private void Run()
    {
        while (Take(out var group, out var cut, out var atCut))
        {
            try
            {
                if (group is not null)
                {
                    Write(group);
                }

                if (cut is not null || _active.Position >= _rotateAt)
                {
                    Rotate(cut, atCut);
                }
            }
            catch (Exception e)
            {
                Fail(e);
                cut?.TrySetException(Unavailable(e));
                break;
            }

            Wrote?.Invoke();
        }

        Close();
    }

    // Blocks until there is something to do; false when there will be nothing more.
    private bool Take(out WriteGroup? group, out TaskCompletionSource<JournalCut>? cut, out (int Services, StoreClaim? Claim) atCut)
    {
        while (true)
        {
            lock (_lock)
            {
                (group, cut, atCut) = (null, _cut, default);
                if (_failure is not null)
                {
                    return false;
                }

                if (_pending.Frame.Records > 0)
                {
                    (group, _pending) = (_pending, _spare);
                    _writing = group;
                }

                if (cut is not null)
                {
                    atCut = _onCut();
                    _cut = null;
                }

                if (group is not null || cut is not null)
                {
                    return true;
                }

                if (_isClosing)
                {
                    return false;
                }

                _isIdle = true;
            }

            _wake.Wait();
        }
    }

    private void Write(WriteGroup group)
    {
        var began = _context.Time.GetTimestamp();
        var frame = group.Frame.Seal(_sequence, _active.SyncedTo, _active.Seed);
        _active.Write(frame);
        if (_context.Options.Durability == StoreDurability.Disk)
        {
            _active.Sync();
            _context.Instruments.Synced();
        }

        _sequence++;
        _context.Instruments.Wrote(group.Frame.Records, frame.Length, _context.Time.GetElapsedTime(began));
        lock (_lock)
        {
            if (_failure is not null)
            {
                throw new IOException("A sync in the background failed.", _failure);
            }

            _segments[^1] = _segments[^1] with { Length = _active.Position };
            _writing = null;
        }

        group.Complete();
        group.Reset();
        _spare = group;
    }

    private void Rotate(TaskCompletionSource<JournalCut>? cut, (int Services, StoreClaim? Claim) atCut)
    {
        var number = _active.Number + 1;
        uint seed;
        try
        {
            seed = ActiveSegment.Draft(
                _context.Directory, new FileHeader(FileKind.Segment, _storeId, number, _sequence, _context.Time.GetUtcNow()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing has happened yet: the present segment just grows longer.
            _rotateAt = _active.Position + _context.Options.SegmentBytes;
            JournalLog.RotationPostponed(_context.Logger, e, _active.Path);
            cut?.SetException(e);
            return;
        }

        _active.Finish();
        var next = ActiveSegment.Publish(_context.Directory, number, seed, _context.AheadBytes);
        _active.Dispose();
        Volatile.Write(ref _active, next);
        _rotateAt = _context.Options.SegmentBytes;
        lock (_lock)
        {
            _segments.Add(new SegmentInfo(number, _sequence, FileHeader.Size));
        }

        cut?.SetResult(new JournalCut(number - 1, _sequence, atCut.Services, atCut.Claim));
    }

    private void Fail(Exception failure)
    {
        WriteGroup? writing;
        TaskCompletionSource<JournalCut>? cut;
        lock (_lock)
        {
            if (_failure is null)
            {
                _failure = failure;
                JournalLog.Failed(_context.Logger, failure, _active.Path);
            }

            (writing, cut, _writing, _cut) = (_writing, _cut, null, null);
            Wake_NeedsLock();
        }

        writing?.Fail(Unavailable(failure));
        cut?.SetException(Unavailable(failure));
    }

    private void Close()
    {
        try
        {
            if (_failure is null)
            {
                _active.Sync();
                _pending.Frame.Add(RecordKind.Closed, []);
                _active.Write(_pending.Frame.Seal(_sequence, _active.SyncedTo, _active.Seed));
                _active.Finish();
            }
            else
            {
                _pending.Fail(Unavailable(_failure));
            }
        }
        catch (Exception e)
        {
            // Everything acknowledged is written; only the mark is missing, and the next start does without it.
            JournalLog.NotClosed(_context.Logger, e, _active.Path);
        }
        finally
        {
            _active.Dispose();
            _ended.SetResult();
        }
    }

    private void SyncInBackground()
    {
        var active = Volatile.Read(ref _active);
        if (active.SyncedTo == active.Position)
        {
            return;
        }

        try
        {
            active.Sync();
            _context.Instruments.Synced();
        }
        catch (ObjectDisposedException)
        {
            // The segment was finished meanwhile, and synced by that.
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }
}
