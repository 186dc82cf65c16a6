using System.Buffers;
using System.Text;

namespace Orleans.Registry;

/// <summary>
/// The stored form of every record, the same in all stores: binary, compact, versioned. Each record begins with
/// <see cref="FormatVersion"/>; fields may be appended at the end of a record kind without a new version, because readers
/// ignore bytes they do not know. What is in the middle of one (a health check in an instance) grows by a new version, which
/// older readers refuse. A record is written in the oldest version that holds what it says, so that in a rolling upgrade, and
/// after a step back, older readers refuse only records that they could not understand. Thread-safe.
/// </summary>
/// <remarks>Reading throws <see cref="StoreCorruptException"/> when the bytes are not a record or are of a newer version.</remarks>
public static partial class RegistryRecordCodec
{
    /// <summary>
    /// The newest version this code reads and writes. Version 2 says of a health check how its HTTP request is made; what has no
    /// such check is written in version 1.
    /// </summary>
    public const byte FormatVersion = 2;

    /// <summary>Writes an instance record.</summary>
    public static void Write(IBufferWriter<byte> output, ServiceInstance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var writer = Begin(output, VersionFor(instance));
        WriteInstance(writer, instance);
    }

    /// <summary>Reads an instance record of a service.</summary>
    public static ServiceInstance ReadInstance(ReadOnlySpan<byte> input, ServiceName service, RecordCache? cache = null)
    {
        var reader = Begin(input, cache);
        return ReadInstance(ref reader, service);
    }

    /// <summary>
    /// Writes a change. Without <paramref name="withBefore"/> the record before is left out, for stores that replay changes
    /// in order and so have it.
    /// </summary>
    public static void Write(IBufferWriter<byte> output, ServiceChange change, bool withBefore = true)
    {
        ArgumentNullException.ThrowIfNull(change);
        var writer = Begin(output, VersionFor(change, withBefore));
        WriteChange(writer, change, withBefore);
    }

    /// <summary>
    /// Reads a change of a service. <paramref name="before"/> finds the record before it by instance id, for changes that
    /// were written without.
    /// </summary>
    public static ServiceChange ReadChange(
        ReadOnlySpan<byte> input, ServiceName service, Func<InstanceId, ServiceInstance?>? before = null, RecordCache? cache = null)
    {
        var reader = Begin(input, cache);
        return ReadChange(ref reader, service, before);
    }

    /// <summary>Writes an operator override.</summary>
    public static void Write(IBufferWriter<byte> output, OperatorOverride value)
    {
        ArgumentNullException.ThrowIfNull(value);
        WriteOverride(Begin(output, OldestVersion), value);
    }

    /// <summary>Reads an operator override.</summary>
    public static OperatorOverride ReadOverride(ReadOnlySpan<byte> input)
    {
        var reader = Begin(input, null);
        return ReadOverride(ref reader);
    }

    /// <summary>Writes a policy version.</summary>
    public static void Write(IBufferWriter<byte> output, VersionedPolicy value)
    {
        ArgumentNullException.ThrowIfNull(value);
        WritePolicy(Begin(output, OldestVersion), value);
    }

    /// <summary>Reads a policy version.</summary>
    public static VersionedPolicy ReadPolicy(ReadOnlySpan<byte> input)
    {
        var reader = Begin(input, null);
        return ReadPolicy(ref reader);
    }

    /// <summary>Writes a configuration version.</summary>
    public static void Write(IBufferWriter<byte> output, VersionedConfiguration value)
    {
        ArgumentNullException.ThrowIfNull(value);
        WriteConfiguration(Begin(output, OldestVersion), value);
    }

    /// <summary>Reads a configuration version.</summary>
    public static VersionedConfiguration ReadConfiguration(ReadOnlySpan<byte> input)
    {
        var reader = Begin(input, null);
        return ReadConfiguration(ref reader);
    }

    /// <summary>Writes a whole service.</summary>
    public static void Write(IBufferWriter<byte> output, ServiceImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        WriteImage(Begin(output, VersionFor(image)), image);
    }

    /// <summary>Reads a whole service.</summary>
    public static ServiceImage ReadImage(ReadOnlySpan<byte> input, RecordCache? cache = null)
    {
        var reader = Begin(input, cache);
        return ReadImage(ref reader);
    }

    /// <summary>Writes an append, changes without the records before them.</summary>
    public static void Write(IBufferWriter<byte> output, ServiceAppend append)
    {
        ArgumentNullException.ThrowIfNull(append);
        var writer = Begin(output, VersionFor(append.Changes, withBefore: false));
        writer.Text(append.Service.Value);
        writer.Fixed64(append.Epoch.Value);
        writer.Unsigned((ulong)append.ExpectedRevision.Value);
        writer.Unsigned((ulong)append.Token.Value);
        writer.Unsigned((ulong)append.Changes.Count);
        foreach (var change in append.Changes)
        {
            WriteChange(writer, change, withBefore: false);
        }
    }

    /// <summary>Reads an append; <paramref name="before"/> finds the record before each change.</summary>
    public static ServiceAppend ReadAppend(
        ReadOnlySpan<byte> input, Func<ServiceName, InstanceId, ServiceInstance?> before, RecordCache? cache = null)
    {
        ArgumentNullException.ThrowIfNull(before);
        var reader = Begin(input, cache);
        var service = Name(ref reader);
        var epoch = new Epoch(reader.Fixed64());
        var expected = new Revision((long)reader.Unsigned());
        var token = new FencingToken((long)reader.Unsigned());
        var changes = new ServiceChange[reader.Count()];

        // Two changes of one instance in one append: the second's record before is the first's record after.
        Dictionary<InstanceId, ServiceInstance?>? pending = changes.Length > 1 ? [] : null;
        for (var i = 0; i < changes.Length; i++)
        {
            var change = ReadChange(
                ref reader,
                service,
                id => pending is not null && pending.TryGetValue(id, out var known) ? known : before(service, id));
            changes[i] = change;
            if (pending is not null && !change.InstanceId.IsEmpty)
            {
                pending[change.InstanceId] = change.After;
            }
        }

        return new ServiceAppend { Service = service, Epoch = epoch, ExpectedRevision = expected, Token = token, Changes = changes };
    }

    /// <summary>
    /// The service that an image or an append is of, as UTF-8 inside <paramref name="input"/>: lets a store pass over records
    /// of other services, or share records out, without decoding them.
    /// </summary>
    public static ReadOnlySpan<byte> PeekService(ReadOnlySpan<byte> input)
    {
        var reader = Begin(input, null);
        return reader.TextBytes();
    }

    /// <summary>
    /// Where a service stands by an image (its revision) or by an append (the revision it expects), without decoding the rest.
    /// </summary>
    public static (ServiceName Service, ServicePosition Position) PeekPosition(ReadOnlySpan<byte> input)
    {
        var reader = Begin(input, null);
        var service = Name(ref reader);
        return (service, new ServicePosition(new Epoch(reader.Fixed64()), new Revision((long)reader.Unsigned())));
    }

    private static RecordWriter Begin(IBufferWriter<byte> output, byte version)
    {
        ArgumentNullException.ThrowIfNull(output);
        var writer = new RecordWriter(output, version);
        writer.Byte(version);
        return writer;
    }

    private static RecordReader Begin(ReadOnlySpan<byte> input, RecordCache? cache)
    {
        var reader = new RecordReader(input, cache);
        var version = reader.Byte();
        reader.Version = version;
        return version is > 0 and <= FormatVersion
            ? reader
            : throw new StoreCorruptException(
                $"A record is of format {version}; this version reads formats 1 to {FormatVersion}. Start the version that wrote it.");
    }

    private static ServiceName Name(ref RecordReader reader)
        => ServiceName.TryParse(reader.SharedText(), out var name) ? name : throw new StoreCorruptException("A record names no service.");

    // A change and the records in it repeat one id: once read, it is shared and not checked again.
    private static InstanceId Id(ref RecordReader reader, InstanceId likely = default)
    {
        var text = reader.TextBytes();
        if (!likely.IsEmpty && Ascii.Equals(text, likely.Value))
        {
            return likely;
        }

        return InstanceId.TryParse(Encoding.UTF8.GetString(text), out var id)
            ? id
            : throw new StoreCorruptException("A record names no instance.");
    }
}
