using System.Buffers;
using StackExchange.Redis;

namespace Orleans.Registry.Persistence.Redis;

/// <summary>
/// Turns an append into the arguments of <see cref="RedisScripts.Append"/>: of each instance only the last record, of the log
/// only what fits into it. Bytes in proportion to the changes, whatever the size of the service.
/// </summary>
internal sealed class RedisAppendArguments
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly List<RedisValue> _values;

    private RedisAppendArguments(int capacity) => _values = new List<RedisValue>(capacity);

    public static RedisValue[] Build(ServiceAppend append, RedisRegistryStoreOptions options)
    {
        var arguments = new RedisAppendArguments(8 + (append.Changes.Count * 8));
        arguments.AddHead(append, options);
        arguments.AddChanges(append.Changes, options.LogCapacity);
        return [.. arguments._values];
    }

    private void AddHead(ServiceAppend append, RedisRegistryStoreOptions options)
    {
        _values.Add(append.Token.Value);
        _values.Add(append.Epoch.ToString());
        _values.Add(append.ExpectedRevision.Value);
        _values.Add(append.ExpectedRevision.Plus(append.Changes.Count).Value);
        _values.Add(options.LogCapacity);
        _values.Add(options.KeptVersions);
        _values.Add(append.Service.Value);
        _values.Add(RedisScripts.FormatVersion);
    }

    private void AddChanges(IReadOnlyList<ServiceChange> changes, int logCapacity)
    {
        // The log first: its ids must grow, which makes it the one write that a damaged service can refuse.
        for (var i = Math.Max(0, changes.Count - logCapacity); i < changes.Count; i++)
        {
            _values.Add("l");
            _values.Add(changes[i].Revision.Value);
            _values.Add(Encoded(changes[i], static (output, change) => RegistryRecordCodec.Write(output, change)));
        }

        var last = changes.Count > 1 ? LastOfEach(changes) : null;
        foreach (var change in changes)
        {
            if (!change.InstanceId.IsEmpty && (last is null || ReferenceEquals(last[change.InstanceId], change)))
            {
                AddRecord("i", "I", change.InstanceId, change.After, RegistryRecordCodec.Write);
                AddRecord("o", "O", change.InstanceId, change.Override, RegistryRecordCodec.Write);
            }

            AddVersion("p", change.Policy, RegistryRecordCodec.Write);
            AddVersion("c", change.Configuration, RegistryRecordCodec.Write);
        }
    }

    private static Dictionary<InstanceId, ServiceChange> LastOfEach(IReadOnlyList<ServiceChange> changes)
    {
        var last = new Dictionary<InstanceId, ServiceChange>(changes.Count);
        foreach (var change in changes)
        {
            last[change.InstanceId] = change;
        }

        return last;
    }

    private void AddRecord<T>(string set, string remove, InstanceId id, T? record, Action<IBufferWriter<byte>, T> write)
        where T : class
    {
        _values.Add(record is null ? remove : set);
        _values.Add(id.Value);
        if (record is not null)
        {
            _values.Add(Encoded(record, write));
        }
    }

    private void AddVersion<T>(string operation, T? record, Action<IBufferWriter<byte>, T> write)
        where T : class
    {
        if (record is not null)
        {
            _values.Add(operation);
            _values.Add(Encoded(record, write));
        }
    }

    private byte[] Encoded<T>(T record, Action<IBufferWriter<byte>, T> write)
    {
        _buffer.ResetWrittenCount();
        write(_buffer, record);
        return _buffer.WrittenSpan.ToArray();
    }
}
