namespace Orleans.Registry.Embedded.Journal;

/// <summary>
/// Writes the journal on a thread of its own: what is handed in while one group is on its way to the disk goes there
/// together as the next. After a failed write or sync it never writes again.
/// </summary>
/// <remarks>
/// A sync that failed must not be tried again: the system may have dropped the pages it could not write and call the next
/// sync a success. Whether the last group is stored is known only when the files are read anew.
/// </remarks>
internal sealed partial class JournalWriter : IAsyncDisposable
{
    private readonly Lock _lock;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly JournalContext _context;
    private readonly Guid _storeId;
    private readonly Func<(int Services, StoreClaim? Claim)> _onCut;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<SegmentInfo> _segments;
    private readonly Thread _thread;
    private ActiveSegment _active;
    private WriteGroup _pending = new();
    private WriteGroup _spare = new();
    private WriteGroup? _writing;
    private TaskCompletionSource<JournalCut>? _cut;
    private Exception? _failure;
    private ITimer? _syncTimer;
    private long _sequence;
    private long _rotateAt;
    private bool _isIdle;
    private bool _isClosing;

    /// <summary>Creates a writer that goes on where recovery ended.</summary>
    /// <param name="context">Where and how.</param>
    /// <param name="recovered">What is there.</param>
    /// <param name="gate">The lock that orders appends; methods that need it say so.</param>
    /// <param name="onCut">Called under the lock at a cut.</param>
    public JournalWriter(
        JournalContext context, RecoveredJournal recovered, Lock gate, Func<(int Services, StoreClaim? Claim)> onCut)
    {
        _context = context;
        _lock = gate;
        _onCut = onCut;
        _storeId = recovered.StoreId;
        _segments = [.. recovered.Segments];
        _active = recovered.Active;
        _sequence = recovered.NextSequence;
        _rotateAt = context.Options.SegmentBytes;
        _thread = new Thread(Run) { IsBackground = true, Name = "registry journal" };
    }

    /// <summary>Called on the writer's thread after each group; must be quick.</summary>
    public Action? Wrote { get; set; }

    /// <summary>Begins to write.</summary>
    public void Start()
    {
        _thread.UnsafeStart();
        if (_context.Options.Durability == StoreDurability.OperatingSystem)
        {
            using var flow = ExecutionContext.SuppressFlow();
            _syncTimer = _context.Time.CreateTimer(
                static state => ((JournalWriter)state!).SyncInBackground(),
                this,
                _context.Options.SyncInterval,
                _context.Options.SyncInterval);
        }
    }

    /// <summary>Hands a record in; the task ends when it is written. When this throws, nothing was handed in.</summary>
    /// <exception cref="StoreUnavailableException">The writer has failed.</exception>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public Task<AppendStatus> Add_NeedsLock(RecordKind kind, ReadOnlySpan<byte> body)
    {
        ThrowIfStopped_NeedsLock();
        if (!_pending.Frame.Fits(body.Length))
        {
            throw new StoreUnavailableException("More is waiting for the disk than one write may hold; nothing of this append was stored.");
        }

        _pending.Frame.Add(kind, body);
        Wake_NeedsLock();
        return _pending.Written;
    }

    /// <summary>Ends when everything handed in so far is written.</summary>
    public Task Written_NeedsLock()
    {
        ThrowIfStopped_NeedsLock();
        return _pending.Frame.Records > 0 ? _pending.Written : _writing?.Written ?? Task.CompletedTask;
    }

    /// <summary>The segments and how far each is written.</summary>
    public SegmentInfo[] Segments_NeedsLock() => [.. _segments];

    /// <summary>Bytes of all segments.</summary>
    public long Bytes_NeedsLock() => _segments.Sum(static s => s.Length);

    /// <summary>Forgets segments that a snapshot covers.</summary>
    public void Forget_NeedsLock(long upTo) => _segments.RemoveAll(s => s.Number <= upTo);

    /// <summary>Begins a new segment between two groups.</summary>
    public Task<JournalCut> CutAsync()
    {
        lock (_lock)
        {
            ThrowIfStopped_NeedsLock();
            _cut ??= new TaskCompletionSource<JournalCut>(TaskCreationOptions.RunContinuationsAsynchronously);
            Wake_NeedsLock();
            return _cut.Task;
        }
    }

    /// <summary>Writes what was handed in, marks the journal as closed in order, and lets go of its file.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isClosing = true;
            Wake_NeedsLock();
        }

        await _ended.Task.ConfigureAwait(false);
        if (_syncTimer is not null)
        {
            await _syncTimer.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Throws when the writer has failed or is closed.</summary>
    public void ThrowIfStopped_NeedsLock()
    {
        if (_failure is not null)
        {
            throw Unavailable(_failure);
        }

        ObjectDisposedException.ThrowIf(_isClosing, typeof(JournalRegistryStore));
    }

    private void Wake_NeedsLock()
    {
        if (_isIdle)
        {
            _isIdle = false;
            _wake.Release();
        }
    }

    private StoreUnavailableException Unavailable(Exception failure) => new(
        $"The journal in '{_context.Directory.Path}' stopped after an error of the disk and takes no more changes: {failure.Message} "
        + "See to the disk, then restart the registry: it finds out what is stored.",
        failure);
}
