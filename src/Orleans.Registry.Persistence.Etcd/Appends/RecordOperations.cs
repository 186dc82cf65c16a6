using System.Buffers;
using Etcdserverpb;
using Google.Protobuf;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>
/// The writes that bring the records of instances, overrides, policies and configurations up to the end of some consecutive
/// changes. Doing them twice does no harm. One thread at a time.
/// </summary>
internal sealed class RecordOperations(ServiceKeys keys, bool mayHaveOverrides)
{
    /// <summary>Versions of a policy or configuration that are kept.</summary>
    public const int KeptVersions = 32;

    private readonly ArrayBufferWriter<byte> _buffer = new(512);
    private readonly List<RequestOp> _operations = [];

    /// <summary>The writes for consecutive changes.</summary>
    public static List<RequestOp> Compile(ServiceKeys keys, IReadOnlyList<ServiceChange> changes, bool hadOverrides)
    {
        var compiler = new RecordOperations(keys, hadOverrides || changes.Any(static change => change.Override is not null));
        compiler.AddInstances(changes);
        compiler.AddVersions(
            ServiceKeyKind.Policy,
            changes,
            static change => change.Policy?.Version,
            static (output, change) => RegistryRecordCodec.Write(output, change.Policy!));
        compiler.AddVersions(
            ServiceKeyKind.Configuration,
            changes,
            static change => change.Configuration?.Version,
            static (output, change) => RegistryRecordCodec.Write(output, change.Configuration!));
        return compiler._operations;
    }

    private void AddInstances(IReadOnlyList<ServiceChange> changes)
    {
        if (changes.Count == 1)
        {
            AddInstance(changes[0], changes[0]);
            return;
        }

        // A transaction takes each key once: only the last state of an instance counts.
        var firsts = new Dictionary<InstanceId, ServiceChange>(changes.Count);
        var lasts = new Dictionary<InstanceId, ServiceChange>(changes.Count);
        foreach (var change in changes)
        {
            firsts.TryAdd(change.InstanceId, change);
            lasts[change.InstanceId] = change;
        }

        foreach (var (id, last) in lasts)
        {
            AddInstance(firsts[id], last);
        }
    }

    private void AddInstance(ServiceChange first, ServiceChange last)
    {
        var id = last.InstanceId;
        if (id.IsEmpty)
        {
            return;
        }

        _operations.Add(last.After is { } after
            ? EtcdOps.Put(keys.Instance(id), Encode(after, RegistryRecordCodec.Write))
            : EtcdOps.Delete(keys.Instance(id)));

        // An instance carries its override: one that is the same before and after needs no write.
        var isSame = first.Before is { } before && Equals(before.Override, last.Override);
        if (mayHaveOverrides && !isSame)
        {
            _operations.Add(last.Override is { } value
                ? EtcdOps.Put(keys.Override(id), Encode(value, RegistryRecordCodec.Write))
                : EtcdOps.Delete(keys.Override(id)));
        }
    }

    private void AddVersions(
        ServiceKeyKind kind,
        IReadOnlyList<ServiceChange> changes,
        Func<ServiceChange, long?> version,
        Action<IBufferWriter<byte>, ServiceChange> write)
    {
        if (changes.Max(version) is not { } newest)
        {
            return;
        }

        var oldest = newest - KeptVersions + 1;
        foreach (var change in changes)
        {
            if (version(change) is { } number && number >= oldest)
            {
                _operations.Add(EtcdOps.Put(keys.Numbered(kind, number), Encode(change, write)));
            }
        }

        if (oldest > 1)
        {
            _operations.Add(EtcdOps.Delete(keys.Numbered(kind, 0), keys.Numbered(kind, oldest)));
        }
    }

    private ByteString Encode<T>(T value, Action<IBufferWriter<byte>, T> write)
    {
        _buffer.ResetWrittenCount();
        write(_buffer, value);
        return ByteString.CopyFrom(_buffer.WrittenSpan);
    }
}
