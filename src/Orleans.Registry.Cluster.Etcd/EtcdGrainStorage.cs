using System.Globalization;
using dotnet_etcd;
using Etcdserverpb;
using Google.Protobuf;
using Grpc.Core;
using Orleans.Storage;

namespace Orleans.Registry.Cluster.Etcd;

/// <summary>
/// Grain state in etcd: one key for each state, its revision of last change as the ETag, each write one transaction that
/// compares it. Thread-safe.
/// </summary>
/// <remarks>
/// A state's serialized form must fit into one request (etcd's <c>--max-request-bytes</c>, 1.5 MiB unless set otherwise).
/// </remarks>
internal sealed class EtcdGrainStorage : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly EtcdClient _client;
    private readonly EtcdStorageOptions _options;
    private readonly TimeProvider _time;
    private readonly string _name;
    private readonly string _prefix;

    public EtcdGrainStorage(string name, EtcdStorageOptions options, string serviceId, TimeProvider time)
    {
        _name = name;
        _options = options;
        _time = time;
        _prefix = $"{options.KeyPrefix}/{serviceId}/";
        _client = options.Username.Length == 0
            ? new EtcdClient(options.ConnectionString, configureChannelOptions: Configure)
            : new EtcdClient(options.ConnectionString, options.Username, options.Password, configureChannelOptions: Configure);
    }

    public void Participate(ISiloLifecycle lifecycle)
        => lifecycle.Subscribe($"{nameof(EtcdGrainStorage)}-{_name}", _options.InitStage, StartAsync);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = KeyOf(stateName, grainId);
        var response = await CallAsync(key, (deadline, cancel) => _client.GetAsync(new RangeRequest { Key = key }, null, deadline, cancel)).ConfigureAwait(false);
        if (response.Kvs.Count == 0)
        {
            Forget(grainState, null);
        }
        else if (response.Kvs[0] is { Value.IsEmpty: false } present)
        {
            grainState.State = _options.GrainStorageSerializer.Deserialize<T>(new BinaryData(present.Value.Memory));
            grainState.ETag = ToETag(present.ModRevision);
            grainState.RecordExists = true;
        }
        else
        {
            // It was cleared, and its key kept: the next write names it.
            Forget(grainState, ToETag(response.Kvs[0].ModRevision));
        }
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = KeyOf(stateName, grainId);
        var value = _options.GrainStorageSerializer.Serialize(grainState.State);
        var put = new RequestOp { RequestPut = new PutRequest { Key = key, Value = UnsafeByteOperations.UnsafeWrap(value.ToMemory()) } };
        grainState.ETag = await ReplaceAsync(key, grainState.ETag, put).ConfigureAwait(false);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = KeyOf(stateName, grainId);
        var clear = _options.DeleteStateOnClear
            ? new RequestOp { RequestDeleteRange = new DeleteRangeRequest { Key = key } }
            : new RequestOp { RequestPut = new PutRequest { Key = key } };
        var etag = await ReplaceAsync(key, grainState.ETag, clear).ConfigureAwait(false);
        Forget(grainState, _options.DeleteStateOnClear ? null : etag);
    }

    public void Dispose() => _client.Dispose();

    // A silo that cannot reach its storage says so at its start.
    private Task StartAsync(CancellationToken cancellationToken)
    {
        var key = ByteString.CopyFromUtf8(_prefix);
        return CallAsync(key, (deadline, _) => _client.GetAsync(new RangeRequest { Key = key, KeysOnly = true }, null, deadline, cancellationToken));
    }

    private void Configure(Grpc.Net.Client.GrpcChannelOptions channel)
    {
        if (_options.ConnectionString.Contains("http://", StringComparison.Ordinal))
        {
            channel.Credentials = ChannelCredentials.Insecure;
        }

        _options.ConfigureChannel?.Invoke(channel);
    }

    private async Task<string> ReplaceAsync(ByteString key, string? etag, RequestOp operation)
    {
        var transaction = new TxnRequest
        {
            Compare = { ToCompare(key, etag) },
            Success = { operation },
            Failure = { new RequestOp { RequestRange = new RangeRequest { Key = key, KeysOnly = true } } },
        };
        var response = await CallAsync(key, (deadline, cancel) => _client.TransactionAsync(transaction, null, deadline, cancel)).ConfigureAwait(false);
        if (response.Succeeded)
        {
            return ToETag(response.Header.Revision);
        }

        var present = response.Responses[0].ResponseRange.Kvs;
        throw new InconsistentStateException(
            $"'{key.ToStringUtf8()}' is another one than was read.", present.Count == 0 ? "none" : ToETag(present[0].ModRevision), etag ?? "none");
    }

    // A key that does not exist has the revision 0.
    private static Compare ToCompare(ByteString key, string? etag) => new()
    {
        Key = key,
        Target = Compare.Types.CompareTarget.Mod,
        Result = Compare.Types.CompareResult.Equal,
        ModRevision = long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : 0,
    };

    private async Task<TResponse> CallAsync<TResponse>(ByteString key, Func<DateTime, CancellationToken, Task<TResponse>> call)
    {
        using var limit = new CancellationTokenSource(_options.CallTimeout, _time);
        try
        {
            return await call(_time.GetUtcNow().UtcDateTime + _options.CallTimeout, limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RpcException or OperationCanceledException or HttpRequestException or IOException or InvalidOperationException)
        {
            var reason = exception is OperationCanceledException ? $"no answer within {_options.CallTimeout}" : exception.Message;
            throw new EtcdStorageException($"etcd failed on '{key.ToStringUtf8()}' for grain storage '{_name}': {reason}", exception);
        }
    }

    private static void Forget<T>(IGrainState<T> grainState, string? etag)
    {
        grainState.State = Activator.CreateInstance<T>();
        grainState.ETag = etag;
        grainState.RecordExists = false;
    }

    private static string ToETag(long revision) => revision.ToString(CultureInfo.InvariantCulture);

    private ByteString KeyOf(string stateName, GrainId grainId) => ByteString.CopyFromUtf8($"{_prefix}{stateName}/{grainId}");
}
