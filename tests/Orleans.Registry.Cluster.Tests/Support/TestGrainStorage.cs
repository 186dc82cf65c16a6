using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Serialization;
using Orleans.Storage;

namespace Orleans.Registry.Cluster.Tests.Support;

/// <summary>
/// Grain storage in the test's own memory that outlives silos, keeps to ETags strictly, counts what is written, and may be
/// told to fail or to do something first.
/// </summary>
internal sealed class TestGrainStorage(Serializer serializer) : IGrainStorage
{
    private readonly ConcurrentDictionary<string, (byte[] Data, string ETag)> _records = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private long _etag;
    private long _written;

    /// <summary>Bytes written so far.</summary>
    public long BytesWritten => Interlocked.Read(ref _written);

    /// <summary>Called before each write, with the key; what it throws fails the write.</summary>
    public Action<string> BeforeWrite { get; set; } = static _ => { };

    /// <summary>Called at once at each read, with the key; what it throws fails the read before anything was waited for.</summary>
    public Action<string> BeforeRead { get; set; } = static _ => { };

    /// <summary>How many records there are.</summary>
    public int Count => _records.Count;

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        BeforeRead(Key(stateName, grainId));
        await Task.Yield();
        if (_records.TryGetValue(Key(stateName, grainId), out var record))
        {
            grainState.State = serializer.Deserialize<T>(record.Data);
            grainState.ETag = record.ETag;
            grainState.RecordExists = true;
        }
        else
        {
            grainState.ETag = null;
            grainState.RecordExists = false;
        }
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Task.Yield();
        var key = Key(stateName, grainId);
        BeforeWrite(key);
        var data = serializer.SerializeToArray(grainState.State);
        lock (_gate)
        {
            Compare(key, grainState.ETag);
            grainState.ETag = Interlocked.Increment(ref _etag).ToString(CultureInfo.InvariantCulture);
            grainState.RecordExists = true;
            _records[key] = (data, grainState.ETag);
        }

        Interlocked.Add(ref _written, data.Length);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Task.Yield();
        var key = Key(stateName, grainId);
        lock (_gate)
        {
            Compare(key, grainState.ETag);
            _records.TryRemove(key, out _);
            grainState.ETag = null;
            grainState.RecordExists = false;
        }
    }

    private static string Key(string stateName, GrainId grainId) => $"{stateName}/{grainId}";

    private void Compare(string key, string? etag)
    {
        var present = _records.TryGetValue(key, out var record) ? record.ETag : null;
        if (present != etag)
        {
            throw new InconsistentStateException($"'{key}' is another one.", present, etag);
        }
    }
}
