using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Etcdserverpb;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>
/// Keeps the registry's records in etcd (3.4 or later). An acknowledged append is on the disks of a majority of the members, as
/// far as they sync them (etcd does, unless told otherwise). Safe to use from many threads, as <see cref="IRegistryStore"/> says.
/// </summary>
/// <remarks>
/// <para>
/// Each append is atomic whatever its size; up to about a hundred changes it is one transaction, which compares the service's
/// revision and epoch and the fencing token and writes, per change, one instance record and its part of one log record.
/// </para>
/// <para>
/// Calls are tried on one member after the other within <see cref="EtcdConnectionOptions.OperationTimeout"/>. Sending an
/// append again is safe, because it compares what it replaces; whether a lost reply was a yes is read back. Only when etcd does
/// not answer in time at all is the outcome open: <see cref="StoreUnavailableException"/>.
/// </para>
/// <para>
/// etcd keeps every version of a key until it is compacted. Run it with <c>--auto-compaction-retention</c>; the store leaves
/// compaction to it, because it concerns whatever else the cluster holds, and reads on when one comes in between.
/// </para>
/// </remarks>
public sealed class EtcdRegistryStore : IRegistryStore
{
    private readonly EtcdRegistryStoreOptions _options;
    private readonly EtcdKeys _keys;
    private readonly EtcdStoreInstruments _instruments;
    private readonly IEtcdClient _client;
    private readonly ServiceReader _reader;
    private readonly ServiceAppender _appender;
    private readonly ClaimKeeper _claims;

    /// <summary>Creates the store; it connects when it is opened.</summary>
    /// <param name="options">Where etcd is.</param>
    /// <param name="time">Clock for timeouts and pauses; default the system's.</param>
    /// <param name="loggerFactory">Where logs go; default nowhere.</param>
    /// <param name="meterFactory">Where metrics come from; default a meter of its own.</param>
    /// <exception cref="OptionsValidationException">The options are not valid; all faults are named.</exception>
    /// <exception cref="StoreUnavailableException">A certificate cannot be read.</exception>
    public EtcdRegistryStore(
        EtcdRegistryStoreOptions options,
        TimeProvider? time = null,
        ILoggerFactory? loggerFactory = null,
        IMeterFactory? meterFactory = null)
        : this(Validate(options), new EtcdStoreInstruments(meterFactory), time ?? TimeProvider.System, Logger(loggerFactory))
    {
    }

    private EtcdRegistryStore(EtcdRegistryStoreOptions options, EtcdStoreInstruments instruments, TimeProvider time, ILogger logger)
        : this(options, instruments, new GrpcEtcdClient(options, time, instruments, logger), logger)
    {
    }

    internal EtcdRegistryStore(EtcdRegistryStoreOptions options, EtcdStoreInstruments instruments, IEtcdClient client, ILogger logger)
    {
        _options = options;
        _keys = new EtcdKeys(options.KeyPrefix);
        _instruments = instruments;
        _client = client;
        _reader = new ServiceReader(client, options);
        _appender = new ServiceAppender(new GuardedWriter(client, _keys), _reader, _keys, options, logger);
        _claims = new ClaimKeeper(client, _keys);
    }

    /// <inheritdoc/>
    public string Name => "etcd";

    /// <inheritdoc/>
    public string Description => _options.ToString();

    /// <inheritdoc/>
    public StoreDurability Durability => StoreDurability.External;

    /// <inheritdoc/>
    public bool CanFollow => true;

    /// <inheritdoc/>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        var none = new ClaimRecord(FencingToken.None, TimeSpan.Zero, 0, string.Empty);
        var request = new TxnRequest
        {
            Compare = { EtcdOps.ChangedAt(_keys.Format, 0), EtcdOps.ChangedAt(_keys.Token, 0) },
            Success = { EtcdOps.Put(_keys.Format, LayoutFormat.Current), EtcdOps.Put(_keys.Token, none.Encode()) },
            Failure = { EtcdOps.Get(_keys.Format), EtcdOps.Get(_keys.Token) },
        };
        var response = await _client.TxnAsync(request, cancellationToken).ConfigureAwait(false);
        if (!response.Succeeded)
        {
            LayoutFormat.Check(response.Found(0)?.Value, response.Found(1)?.Value, _options.KeyPrefix);
        }
    }

    /// <inheritdoc/>
    /// <remarks>etcd counts in whole seconds and has a lower bound (2 s by default): the claim returned says what was granted.</remarks>
    public async ValueTask<StoreClaim> ClaimAsync(string owner, TimeSpan ttl, bool force, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(owner);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(owner.Length, 256, nameof(owner));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ttl, TimeSpan.Zero);
        return await _claims.ClaimAsync(owner, ttl, force, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RenewClaimAsync(StoreClaim claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return await _claims.RenewAsync(claim, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseClaimAsync(StoreClaim claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        await _claims.ReleaseAsync(claim, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ServiceName> ListAsync(CancellationToken cancellationToken) => _reader.ListAsync(_keys, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ServiceImage> LoadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var service in _reader.LoadAllAsync(_keys, cancellationToken).ConfigureAwait(false))
        {
            _appender.Note(service.Cursor);
            if (service.Image is { } image)
            {
                yield return image;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ServiceImage?> LoadAsync(ServiceName service, CancellationToken cancellationToken)
    {
        var (cursor, image) = await _reader.LoadAsync(_keys.Of(service), cancellationToken).ConfigureAwait(false);
        if (image is not null)
        {
            _appender.Note(cursor);
        }

        return image;
    }

    /// <inheritdoc/>
    public async ValueTask<AppendStatus> AppendAsync(ServiceAppend append, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(append);
        CheckChanges(append);
        return await _appender.AppendAsync(append, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<HistoryPage?> ReadHistoryAsync(
        ServiceName service, Revision after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var slice = await _reader.ReadLogAsync(_keys.Of(service), after, limit, cancellationToken).ConfigureAwait(false);
        if (slice.Cursor.Meta is not { } meta || meta.Revision == Revision.None)
        {
            return null;
        }

        var oldest = LogWindow.OldestOf(meta, _options.LogCapacity);
        return new HistoryPage(meta.Epoch, after.Next >= oldest ? slice.Changes : [], oldest, meta.Revision);
    }

    /// <inheritdoc/>
    public async ValueTask<StoreChanges> ReadChangesAsync(StoreMark? since, CancellationToken cancellationToken)
        => await new EtcdFollower(_client, _keys).ReadAsync(since, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<StoreImport> ImportAsync(IAsyncEnumerable<ServiceImage> images, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        return await new EtcdImporter(_client, _keys, _options, _claims).ImportAsync(images, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Does nothing: etcd keeps a record per instance, so nothing is compacted by rewriting.</summary>
    public void Attach(IServiceImageSource source)
    {
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _instruments.Dispose();
        return ValueTask.CompletedTask;
    }

    private static EtcdRegistryStoreOptions Validate(EtcdRegistryStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = new EtcdRegistryStoreOptionsValidator().Validate(Options.DefaultName, options);
        return result.Failed
            ? throw new OptionsValidationException(Options.DefaultName, typeof(EtcdRegistryStoreOptions), result.Failures)
            : options;
    }

    private static ILogger Logger(ILoggerFactory? factory) => (factory ?? NullLoggerFactory.Instance).CreateLogger<EtcdRegistryStore>();

    private static void CheckChanges(ServiceAppend append)
    {
        if (append.Service.IsEmpty || append.Changes.Count == 0)
        {
            throw new ArgumentException("An append needs a service and at least one change.", nameof(append));
        }

        var expected = append.ExpectedRevision;
        foreach (var change in append.Changes)
        {
            expected = expected.Next;
            if (change.Revision != expected)
            {
                throw new ArgumentException(
                    $"Change {change.Revision} of '{append.Service}' stands where {expected} must.", nameof(append));
            }
        }
    }
}
