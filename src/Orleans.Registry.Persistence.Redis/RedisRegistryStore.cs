using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Orleans.Registry.Persistence.Redis;

/// <summary>
/// Keeps the registry's records in Redis 5 or later (or a server that speaks like it), alone, with replicas or as a cluster:
/// one record per instance and a capped log per service, each append one atomic script. Thread-safe once open.
/// </summary>
/// <remarks>
/// <para>
/// What an acknowledged append survives is what the server's own settings promise: with <c>appendfsync always</c> the end of its
/// machine, with <c>everysec</c> all but the last second, without an append-only file little; a fail-over to a replica loses what
/// the replica had not received. When the server has lost changes that this process knows of, the next load of the service gives
/// it a new epoch, so that no revision ever names two changes.
/// </para>
/// <para>
/// Fencing: a claim raises a fence in every shard before it is given, and each append compares its token with the fence of its
/// shard in the same script that writes.
/// </para>
/// </remarks>
public sealed partial class RedisRegistryStore : IRegistryStore
{
    private readonly RedisRegistryStoreOptions _options;
    private readonly ILogger<RedisRegistryStore> _logger;
    private readonly RedisStoreInstruments _instruments;
    private readonly RedisConnection _connection;
    private readonly RedisServiceReader _reader;
    private readonly RedisLineage _lineage;
    private RedisKeys? _keys;
    private RedisClaims? _claims;

    /// <summary>Prepares a store; nothing is connected before <see cref="OpenAsync"/>.</summary>
    /// <param name="options">Where the server is and how records are kept.</param>
    /// <param name="timeProvider">The clock of deadlines and measurements.</param>
    /// <param name="logger">Where the store says what it meets.</param>
    /// <param name="meterFactory">Makes the store's meter; <c>null</c> (default): the store has a meter of its own.</param>
    /// <exception cref="OptionsValidationException">The options are not valid; the message names everything that is wrong.</exception>
    public RedisRegistryStore(
        IOptions<RedisRegistryStoreOptions> options,
        TimeProvider timeProvider,
        ILogger<RedisRegistryStore> logger,
        IMeterFactory? meterFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentNullException.ThrowIfNull(logger);
        _options = options.Value;
        if (new RedisRegistryStoreOptionsValidator().Validate(null, _options) is { Failed: true } invalid)
        {
            throw new OptionsValidationException(nameof(RedisRegistryStoreOptions), typeof(RedisRegistryStoreOptions), invalid.Failures);
        }

        _logger = logger;
        _instruments = new RedisStoreInstruments(meterFactory, _options);
        _connection = new RedisConnection(_options, timeProvider, _instruments, logger);
        _reader = new RedisServiceReader(_connection, _options);
        _lineage = new RedisLineage(_connection);
    }

    /// <inheritdoc/>
    public string Name => "redis";

    /// <inheritdoc/>
    public string Description => _connection.Description;

    /// <inheritdoc/>
    public StoreDurability Durability => StoreDurability.External;

    /// <inheritdoc/>
    public bool CanFollow => true;

    /// <inheritdoc/>
    /// <remarks>May be called again after it threw <see cref="StoreUnavailableException"/>.</remarks>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        await ConnectAsync(cancellationToken).ConfigureAwait(false);
        RedisValue[] wanted = [RedisScripts.FormatVersion, _options.Shards];
        var found = RedisReply.Items(await _connection
            .RunAsync(RedisScripts.Open, [RedisKeys.Format(_options.KeyPrefix)], wanted, cancellationToken)
            .ConfigureAwait(false));
        var shards = ShardsOf([(RedisValue)found[0], (RedisValue)found[1]]);
        if (!found[2].IsNull)
        {
            throw new StoreCorruptException(
                $"{_connection.Description}: a copy into the keys under '{_options.KeyPrefix}' was broken off, or is under way. Copy once more, or delete the keys.");
        }

        _keys = new RedisKeys(_options.KeyPrefix, shards);
        _claims = new RedisClaims(_connection, _keys);
        LogOpened(_connection.Description, shards);
    }

    /// <inheritdoc/>
    public async ValueTask<StoreImport> ImportAsync(IAsyncEnumerable<ServiceImage> images, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        await ConnectAsync(cancellationToken).ConfigureAwait(false);
        var format = RedisKeys.Format(_options.KeyPrefix);
        var isThere = await _connection
            .CallAsync("EXISTS", d => d.KeyExistsAsync(format, RedisConnection.Primary), cancellationToken)
            .ConfigureAwait(false);
        var shards = !isThere ? _options.Shards : ShardsOf(await _connection
            .CallAsync("HMGET", d => d.HashGetAsync(format, ["version", "shards"], RedisConnection.Primary), cancellationToken)
            .ConfigureAwait(false));
        var importer = new RedisImporter(_connection, new RedisKeys(_options.KeyPrefix, shards), _options);
        return await importer.ImportAsync(images, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<StoreClaim> ClaimAsync(string owner, TimeSpan ttl, bool force, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(owner);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(owner.Length, 256, nameof(owner));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ttl, TimeSpan.Zero);
        cancellationToken.ThrowIfCancellationRequested();
        return await Claims.ClaimAsync(owner, ttl, force, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RenewClaimAsync(StoreClaim claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        cancellationToken.ThrowIfCancellationRequested();
        return await Claims.RenewAsync(claim, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseClaimAsync(StoreClaim claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        cancellationToken.ThrowIfCancellationRequested();
        await Claims.ReleaseAsync(claim, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ServiceName> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var shard = 0; shard < Keys.Shards; shard++)
        {
            await foreach (var service in NamesAsync(shard, cancellationToken).ConfigureAwait(false))
            {
                yield return service;
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ServiceImage> LoadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var decoder = new RedisServiceDecoder(_options.KeptVersions);
        var loading = new Queue<(ServiceName Service, Task<RedisServiceRecords?> Records)>();
        try
        {
            await foreach (var service in ListAsync(cancellationToken).ConfigureAwait(false))
            {
                loading.Enqueue((service, ReadAsync(service, cancellationToken)));
                if (loading.Count == _options.LoadConcurrency)
                {
                    yield return await NextAsync(loading, decoder).ConfigureAwait(false);
                }
            }

            while (loading.Count > 0)
            {
                yield return await NextAsync(loading, decoder).ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (var (_, records) in loading)
            {
                RedisConnection.Forget(records);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ServiceImage?> LoadAsync(ServiceName service, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var records = await ReadAsync(service, cancellationToken).ConfigureAwait(false);
        return records is null ? null : new RedisServiceDecoder(_options.KeptVersions).Decode(service, Keys.Service(service), records);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no change, or the changes are not numbered from the expected revision on.</exception>
    public async ValueTask<AppendStatus> AppendAsync(ServiceAppend append, CancellationToken cancellationToken)
    {
        CheckNumbers(append);
        cancellationToken.ThrowIfCancellationRequested();
        var keys = Keys.Service(append.Service);
        var values = RedisAppendArguments.Build(append, _options);
        var reply = RedisReply.Items(await DescribedAsync(
            keys, () => _connection.RunAsync(RedisScripts.Append, keys.All, values, cancellationToken), cancellationToken).ConfigureAwait(false));
        switch ((RedisAppendReply)RedisReply.Number(reply[0]))
        {
            case RedisAppendReply.Appended:
                _lineage.Learn(append.Service, new RedisServiceHead(append.Epoch, append.ExpectedRevision.Value + append.Changes.Count));
                return AppendStatus.Appended;
            case RedisAppendReply.RevisionConflict:
                return AppendStatus.RevisionConflict;
            case RedisAppendReply.Fenced:
                return AppendStatus.Fenced;
            case RedisAppendReply.NewerFormat:
                throw RedisServiceHead.NewerFormat(keys, RedisReply.Number(reply[1]));
            default:
                throw new StoreCorruptException(await keys.DescribeAsync(_connection, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <inheritdoc/>
    public async ValueTask<HistoryPage?> ReadHistoryAsync(ServiceName service, Revision after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        cancellationToken.ThrowIfCancellationRequested();
        var keys = Keys.Service(service);
        var history = new RedisHistoryReader(_connection, _options.LoadSlice);
        var page = await DescribedAsync(keys, () => history.ReadAsync(service, keys, after, limit, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        if (page is not null)
        {
            _lineage.Learn(service, new RedisServiceHead(page.Epoch, page.LastRevision.Value));
        }

        return page;
    }

    /// <inheritdoc/>
    public async ValueTask<StoreChanges> ReadChangesAsync(StoreMark? since, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await new RedisFollower(_connection, Keys).ReadAsync(since, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Attach(IServiceImageSource source)
    {
        // The server compacts its own files.
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync().ConfigureAwait(false);
        _instruments.Dispose();
    }

    private RedisKeys Keys => _keys ?? throw NotOpen();

    private RedisClaims Claims => _claims ?? throw NotOpen();

    private static InvalidOperationException NotOpen() => new("The store is not open: call OpenAsync first.");

    private static void CheckNumbers([NotNull] ServiceAppend? append)
    {
        ArgumentNullException.ThrowIfNull(append);
        if (append.Service.IsEmpty || append.Epoch == Epoch.None || append.ExpectedRevision < Revision.None || append.Changes.Count == 0)
        {
            throw new ArgumentException("An append needs a service, an epoch, a revision of 0 or more and at least one change.", nameof(append));
        }

        for (var i = 0; i < append.Changes.Count; i++)
        {
            if (append.Changes[i].Revision != append.ExpectedRevision.Plus(i + 1))
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"Change {i} of the append has revision {append.Changes[i].Revision}, not {append.ExpectedRevision.Plus(i + 1)}."),
                    nameof(append));
            }
        }
    }

    private int ShardsOf(RedisValue[] format)
    {
        if (format[0].IsNull || format[1].IsNull)
        {
            throw new StoreCorruptException($"{_connection.Description}: key {_options.KeyPrefix}:format lacks its version or shards.");
        }

        var version = RedisReply.Number(format[0]);
        return version <= RedisScripts.FormatVersion ? (int)RedisReply.Number(format[1]) : throw new StoreCorruptException(
            $"{_connection.Description}: the data is of format {version}; this version reads formats 1 to {RedisScripts.FormatVersion}. Start the version that wrote it.");
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        var info = await _connection.InfoAsync(cancellationToken).ConfigureAwait(false);
        if (info.IsTooOld)
        {
            throw new StoreUnavailableException($"{_connection.Description}: the server is of version {info.VersionText}; 5.0 or later is needed.");
        }

        if (info.LosesWritesInCrash)
        {
            LogNoAppendOnlyFile();
        }

        if (info.EvictsKeys)
        {
            LogEvictsKeys(info.EvictionPolicy);
        }
    }

    /// <summary>The names in a shard's index, each once.</summary>
    private async IAsyncEnumerable<ServiceName> NamesAsync(int shard, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<ServiceName>();
        var index = Keys.Index(shard);
        var names = _connection.ScanAsync(
            "SSCAN", d => d.SetScanAsync(index, pageSize: _options.LoadSlice, flags: RedisConnection.Primary), cancellationToken);
        await foreach (var text in names.Select(RedisReply.Text).ConfigureAwait(false))
        {
            if (!ServiceName.TryParse(text, out var service))
            {
                throw new StoreCorruptException($"Redis key {index} holds '{text}', which is not the name of a service.");
            }

            if (seen.Add(service))
            {
                yield return service;
            }
        }
    }

    private async Task<ServiceImage> NextAsync(Queue<(ServiceName Service, Task<RedisServiceRecords?> Records)> loading, RedisServiceDecoder decoder)
    {
        var (service, reading) = loading.Dequeue();
        var keys = Keys.Service(service);
        var records = await reading.ConfigureAwait(false);
        return records is not null ? decoder.Decode(service, keys, records) : throw new StoreCorruptException(
            $"Redis key {keys.Index} lists '{service}', but {keys.Meta} is gone: the server evicted it, or it was restored in part. Restore it, or take the name out of the list to give the service up.");
    }

    private Task<RedisServiceRecords?> ReadAsync(ServiceName service, CancellationToken cancellationToken)
    {
        var keys = Keys.Service(service);
        return DescribedAsync(keys, () => ReadCheckedAsync(service, keys, cancellationToken), cancellationToken);
    }

    private async Task<RedisServiceRecords?> ReadCheckedAsync(ServiceName service, RedisServiceKeys keys, CancellationToken cancellationToken)
    {
        var known = _lineage.Known(service);
        var records = await _reader.ReadAsync(keys, cancellationToken).ConfigureAwait(false);
        if (records is not null && RedisLineage.HasLost(known, records.Head))
        {
            LogHistoryLost(service.Value, records.Revision, known.Revision);
            await _lineage.RenounceAsync(service, keys, records.Head, cancellationToken).ConfigureAwait(false);
            records = await _reader.ReadAsync(keys, cancellationToken).ConfigureAwait(false);
        }

        if (records is not null)
        {
            _lineage.Learn(service, records.Head);
        }

        return records;
    }

    /// <summary>When the server finds a key of a wrong type, it does not say which: looks, and says so.</summary>
    private async Task<T> DescribedAsync<T>(RedisServiceKeys keys, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (StoreCorruptException e) when (e.InnerException is RedisServerException)
        {
            throw new StoreCorruptException(await keys.DescribeAsync(_connection, cancellationToken).ConfigureAwait(false), e);
        }
    }
}
