using System.Globalization;
using Etcdserverpb;
using Google.Protobuf;
using Orleans.Registry.Engine;
using Orleans.Registry.Persistence.Etcd;
using Orleans.Storage;

namespace Orleans.Registry.Cluster.Etcd;

/// <summary>
/// Grain state in etcd: one key for each state, its revision of last change as the ETag, each write one transaction that
/// compares it. A call is tried on one member after the other; whether a write whose answer was lost was made is read back.
/// Thread-safe.
/// </summary>
/// <remarks>
/// A state's serialized form must fit into one request (etcd's <c>--max-request-bytes</c>, 1.5 MiB unless set otherwise).
/// </remarks>
internal sealed class EtcdGrainStorage(string name, EtcdStorageOptions options, string serviceId, IEtcdClient client, StoreWait patience)
    : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly string _prefix = $"{options.KeyPrefix}/{serviceId}/";

    public void Participate(ISiloLifecycle lifecycle)
        => lifecycle.Subscribe($"{nameof(EtcdGrainStorage)}-{name}", options.InitStage, StartAsync);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = KeyOf(stateName, grainId);
        var response = await CallAsync(key, client.RangeAsync(new RangeRequest { Key = key }, CancellationToken.None)).ConfigureAwait(false);
        if (response.Kvs.Count == 0)
        {
            Forget(grainState, null);
            return;
        }

        var present = response.Kvs[0];
        if (Decode(key, present.Value).State is { } state)
        {
            grainState.State = options.GrainStorageSerializer.Deserialize<T>(new BinaryData(state));
            grainState.ETag = ToETag(present.ModRevision);
            grainState.RecordExists = true;
        }
        else
        {
            // It was cleared, and its key kept: the next write names it.
            Forget(grainState, ToETag(present.ModRevision));
        }
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var state = options.GrainStorageSerializer.Serialize(grainState.State).ToMemory();
        grainState.ETag = await PutAsync(KeyOf(stateName, grainId), grainState.ETag, state).ConfigureAwait(false);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = KeyOf(stateName, grainId);
        if (options.DeleteStateOnClear)
        {
            await DeleteAsync(key, grainState.ETag).ConfigureAwait(false);
            Forget(grainState, null);
        }
        else
        {
            Forget(grainState, await PutAsync(key, grainState.ETag, state: null).ConfigureAwait(false));
        }
    }

    public void Dispose() => client.Dispose();

    // A silo that cannot reach its storage waits for it, and says so, before it takes calls.
    private Task StartAsync(CancellationToken cancellationToken)
    {
        var first = new RangeRequest { Key = ByteString.CopyFromUtf8(_prefix), KeysOnly = true };
        return patience.RunAsync(c => new ValueTask<RangeResponse>(client.RangeAsync(first, c)), cancellationToken);
    }

    private async Task<string> PutAsync(ByteString key, string? etag, ReadOnlyMemory<byte>? state)
    {
        var value = new StoredState(state, Random.Shared.NextInt64());
        var (response, isRepeat) = await ReplaceAsync(key, etag, EtcdOps.Put(key, value.Encode())).ConfigureAwait(false);
        if (response.Succeeded)
        {
            return ToETag(response.Header.Revision);
        }

        var present = response.Found(0);
        return isRepeat && present is not null && Decode(key, present.Value).WriteId == value.WriteId
            ? ToETag(present.ModRevision)
            : throw Inconsistent(key, present?.ModRevision, etag, isRepeat);
    }

    private async Task DeleteAsync(ByteString key, string? etag)
    {
        var (response, isRepeat) = await ReplaceAsync(key, etag, EtcdOps.Delete(key)).ConfigureAwait(false);

        // Gone after an attempt without an answer: by that attempt, or by another who cleared it too. Either way as asked.
        var present = response.Succeeded ? null : response.Found(0);
        if (!response.Succeeded && !(isRepeat && present is null))
        {
            throw Inconsistent(key, present?.ModRevision, etag, isRepeat);
        }
    }

    private async Task<(TxnResponse Response, bool IsRepeat)> ReplaceAsync(ByteString key, string? etag, RequestOp operation)
    {
        // A key that does not exist has the revision 0.
        var seen = long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : 0;
        var transaction = new TxnRequest
        {
            Compare = { EtcdOps.ChangedAt(key, seen) },
            Success = { operation },
            Failure = { EtcdOps.Get(key) },
        };
        var repeat = new EtcdRepeat();
        var response = await CallAsync(key, client.TxnAsync(transaction, repeat, CancellationToken.None)).ConfigureAwait(false);
        return (response, repeat.IsPossible);
    }

    private async Task<TResponse> CallAsync<TResponse>(ByteString key, Task<TResponse> call)
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            throw Failed(key, exception);
        }
    }

    private StoredState Decode(ByteString key, ByteString value)
    {
        try
        {
            return StoredState.Decode(value);
        }
        catch (FormatException exception)
        {
            throw Failed(key, exception);
        }
    }

    private EtcdStorageException Failed(ByteString key, Exception reason)
        => new($"etcd failed on '{key.ToStringUtf8()}' for grain storage '{name}': {reason.Message}", reason);

    private static InconsistentStateException Inconsistent(ByteString key, long? present, string? etag, bool isRepeat)
        => new(
            $"'{key.ToStringUtf8()}' is another one than was read"
                + (isRepeat ? "; whether this write was made before it was replaced is not known." : "."),
            present is { } revision ? ToETag(revision) : "none",
            etag ?? "none");

    private static void Forget<T>(IGrainState<T> grainState, string? etag)
    {
        grainState.State = Activator.CreateInstance<T>();
        grainState.ETag = etag;
        grainState.RecordExists = false;
    }

    private static string ToETag(long revision) => revision.ToString(CultureInfo.InvariantCulture);

    private ByteString KeyOf(string stateName, GrainId grainId) => ByteString.CopyFromUtf8($"{_prefix}{stateName}/{grainId}");
}
