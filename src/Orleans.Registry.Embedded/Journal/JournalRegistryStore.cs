using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Orleans.Registry.Embedded.Journal;

namespace Orleans.Registry.Embedded;

/// <summary>
/// The default store: an append-only journal in files of one directory, with checksums, group commit, snapshots and repair
/// of what a crash leaves behind. One process at a time has the directory. Thread-safe.
/// </summary>
/// <remarks>
/// After an error of the disk the store takes and reads nothing any more (<see cref="StoreUnavailableException"/>) until it
/// is opened anew: which of the last changes reached the disk is known only then. docs/adr/0002-journal-format.md describes
/// the files.
/// </remarks>
public sealed partial class JournalRegistryStore : IRegistryStore
{
    // Orders appends, claims and cuts: what is handed to the writer first is written first.
    private readonly Lock _lock = new();
    private readonly PositionTable _positions = new();
    private readonly ClaimTable _claims;
    private readonly JournalContext _context;
    private OpenJournal? _open;
    private ReplayedServices? _recovered;
    private bool _isDisposed;

    /// <summary>Creates a store; touches no file before <see cref="OpenAsync"/>.</summary>
    /// <param name="options">Where and how; read now.</param>
    /// <param name="timeProvider">Times claims and syncs.</param>
    /// <param name="logger">Told what was found, repaired, compacted and what failed.</param>
    /// <param name="meterFactory">Makes the meter; <c>null</c> for one of its own.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message names every error.</exception>
    public JournalRegistryStore(
        JournalStoreOptions options,
        TimeProvider timeProvider,
        ILogger<JournalRegistryStore> logger,
        IMeterFactory? meterFactory = null)
        : this(options, timeProvider, logger, meterFactory, directory: null)
    {
    }

    internal JournalRegistryStore(
        JournalStoreOptions options,
        TimeProvider timeProvider,
        ILogger<JournalRegistryStore> logger,
        IMeterFactory? meterFactory,
        IJournalDirectory? directory)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentNullException.ThrowIfNull(logger);
        var errors = options.Validate();
        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", errors.Select(static e => $"{e.Field} {e.Message}")), nameof(options));
        }

        _claims = new ClaimTable(timeProvider);
        _context = new JournalContext(
            directory ?? new DiskDirectory(options.Directory), options, timeProvider, logger, new JournalInstruments(meterFactory));
        Durability = options.Durability;
    }

    /// <inheritdoc/>
    public string Name => "journal";

    /// <inheritdoc/>
    public StoreDurability Durability { get; }

    /// <summary>What was written so far.</summary>
    internal JournalInstruments Instruments => _context.Instruments;

    /// <summary>Compacts in the background.</summary>
    internal JournalCompactor Compactor => Opened.Compactor;

    private OpenJournal Opened
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _open ?? throw new InvalidOperationException("The journal is not open.");
        }
    }

    /// <summary>Takes the directory, reads everything in it and repairs the end of the journal.</summary>
    /// <exception cref="StoreCorruptException">
    /// The directory is in use by another process, or its files are damaged, incomplete, of a newer version or not a journal.
    /// </exception>
    /// <exception cref="StoreUnavailableException">The directory cannot be created, read or written.</exception>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_open is not null)
        {
            throw new InvalidOperationException("The journal is open.");
        }

        // Reading takes seconds when there is much of it, and none of it is asynchronous below.
        await Task.Run(() => Open(cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Attach(IServiceImageSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Opened.Compactor.Attach(source);
        Opened.Compactor.Consider();
    }

    /// <summary>Writes what was handed in, closes the journal in order and lets go of the directory.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (_open is { } open)
        {
            await open.Compactor.DisposeAsync().ConfigureAwait(false);
            await open.Writer.DisposeAsync().ConfigureAwait(false);
            Interlocked.Exchange(ref _recovered, null)?.Dispose();
            open.DirectoryLock.Dispose();
        }

        _context.Instruments.Dispose();
    }

    private void Open(CancellationToken cancellationToken)
    {
        var directory = _context.Directory;
        IDisposable? directoryLock = null;
        try
        {
            directory.Create();
            directoryLock = directory.Lock(FileNames.Lock, $"process {Environment.ProcessId} on {Environment.MachineName}");
            var began = _context.Time.GetTimestamp();
            var recovered = new JournalRecovery(_context).Run(cancellationToken);
            Start(recovered, directoryLock);
            JournalLog.Recovered(
                _context.Logger,
                directory.Path,
                recovered.Services.Services.Count,
                recovered.SnapshotBytes,
                recovered.Segments.Sum(static s => s.Length),
                _context.Time.GetElapsedTime(began));
        }
        catch (Exception e)
        {
            directoryLock?.Dispose();
            if (e is IOException or UnauthorizedAccessException)
            {
                throw new StoreUnavailableException(
                    $"The data directory '{directory.Path}' cannot be used: {e.Message} It must be a directory that this process may "
                    + "read and write, with space left.",
                    e);
            }

            throw;
        }
    }

    private void Start(RecoveredJournal recovered, IDisposable directoryLock)
    {
        foreach (var service in recovered.Services.Services.Values)
        {
            _positions.Restore(service);
        }

        if (recovered.Claim is { } claim)
        {
            _claims.Restore(claim);
        }

        var writer = new JournalWriter(_context, recovered, _lock, () => (_positions.Cut(), _claims.Latest));
        var files = new JournalFiles(_context, writer, _lock, recovered);
        var compactor = new JournalCompactor(_context, writer, files, _positions, _lock);
        writer.Wrote = compactor.Consider;
        _recovered = recovered.Services;
        Debug.Assert(_open is null, "Opened once.");
        _open = new OpenJournal(writer, files, compactor, directoryLock);
        writer.Start();
    }
}
