using System.Buffers;
using Orleans.Registry.TestKit.Records;

namespace Orleans.Registry.Tests.Storage;

public sealed class RegistryRecordCodecTests
{
    private const int Samples = 300;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_field_of_every_record_comes_back(bool cached)
    {
        var cache = cached ? new RecordCache() : null;
        for (var seed = 0; seed < Samples; seed++)
        {
            var records = new RandomRecords(seed);
            Same(seed, records.Instance(), RegistryRecordCodec.Write, bytes => RegistryRecordCodec.ReadInstance(bytes, records.Service, cache));
            Same(seed, records.Change(), (o, c) => RegistryRecordCodec.Write(o, c), bytes => RegistryRecordCodec.ReadChange(bytes, records.Service, null, cache));
            Same(seed, records.Override(), RegistryRecordCodec.Write, bytes => RegistryRecordCodec.ReadOverride(bytes));
            Same(seed, records.Policy(), RegistryRecordCodec.Write, bytes => RegistryRecordCodec.ReadPolicy(bytes));
            Same(seed, records.Configuration(), RegistryRecordCodec.Write, bytes => RegistryRecordCodec.ReadConfiguration(bytes));
            Same(seed, records.Image(), RegistryRecordCodec.Write, bytes => RegistryRecordCodec.ReadImage(bytes, cache));
        }
    }

    // Else "every field" above would claim too much.
    [Fact]
    public void The_random_records_leave_no_property_at_one_value()
    {
        List<object> samples = [];
        for (var seed = 0; seed < Samples; seed++)
        {
            var records = new RandomRecords(seed);
            samples.AddRange([records.Change(), records.Image(), records.Instance(), records.Policy(), records.Configuration(), records.Override()]);
        }

        foreach (var group in samples.Concat(samples.SelectMany(Inner)).GroupBy(s => s.GetType()))
        {
            Assert.All(RecordComparison.SettableProperties(group.Key).Where(p => p.Name is not "Service"), property =>
                Assert.True(group.Select(property.GetValue).Distinct().Take(2).Count() == 2, $"{group.Key.Name}.{property.Name} never varies."));
        }
    }

    [Fact]
    public void A_change_written_without_the_record_before_it_finds_it_by_id()
    {
        for (var seed = 0; seed < Samples; seed++)
        {
            var records = new RandomRecords(seed);
            var change = records.Change();
            var bytes = Bytes(change, (o, c) => RegistryRecordCodec.Write(o, c, withBefore: false));
            var read = RegistryRecordCodec.ReadChange(bytes, records.Service, id => id == change.InstanceId ? change.Before : throw new InvalidOperationException());

            Assert.Null(RecordComparison.FindDifference(change, read, $"seed {seed}"));
            Assert.Null(RegistryRecordCodec.ReadChange(bytes, records.Service).Before);
        }
    }

    [Fact]
    public void In_an_append_the_record_before_a_change_is_the_one_after_the_change_before_it()
    {
        var records = new RandomRecords(1);
        var id = InstanceId.Parse("a");
        var (stored, first, second) = (records.Instance(id), records.Instance(id), records.Instance(id));
        var append = new ServiceAppend
        {
            Service = records.Service,
            Epoch = new Epoch(5),
            ExpectedRevision = new Revision(10),
            Token = new FencingToken(3),
            Changes =
            [
                new() { Kind = ChangeKind.Updated, Revision = new Revision(11), At = default, InstanceId = id, Before = stored, After = first },
                new() { Kind = ChangeKind.Updated, Revision = new Revision(12), At = default, InstanceId = id, Before = first, After = second },
                new() { Kind = ChangeKind.Deregistered, Revision = new Revision(13), At = default, InstanceId = id, Before = second },
                new() { Kind = ChangeKind.Registered, Revision = new Revision(14), At = default, InstanceId = id, After = first },
            ],
        };

        var read = RegistryRecordCodec.ReadAppend(Bytes(append, RegistryRecordCodec.Write), (service, asked) =>
        {
            Assert.Equal((records.Service, id), (service, asked));
            return stored;
        });

        Assert.Null(RecordComparison.FindDifference(append, read));
    }

    [Fact]
    public void Bytes_behind_a_record_are_left_to_later_versions()
    {
        var records = new RandomRecords(2);
        var policy = records.Policy();
        byte[] bytes = [.. Bytes(policy, RegistryRecordCodec.Write), 1, 2, 3];

        Assert.Null(RecordComparison.FindDifference(policy, RegistryRecordCodec.ReadPolicy(bytes)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(255)]
    public void A_record_of_another_format_is_refused_by_its_number(byte format)
    {
        var bytes = Bytes(new RandomRecords(3).Override(), RegistryRecordCodec.Write);
        bytes[0] = format;

        Assert.Contains($"format {format}", Assert.Throws<StoreCorruptException>(() => RegistryRecordCodec.ReadOverride(bytes)).Message, StringComparison.Ordinal);
    }

    internal static byte[] Bytes<T>(T value, Action<IBufferWriter<byte>, T> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output, value);
        return output.WrittenSpan.ToArray();
    }

    private static void Same<T>(int seed, T value, Action<IBufferWriter<byte>, T> write, Func<byte[], T> read)
        => Assert.Null(RecordComparison.FindDifference(value, read(Bytes(value, write)), $"seed {seed}: {typeof(T).Name}"));

    private static IEnumerable<object> Inner(object sample) => sample switch
    {
        ServiceInstance instance => [instance.Details, .. instance.Details.HealthChecks],
        VersionedPolicy policy => [policy.Policy, policy.Policy.Protection, policy.Policy.Traffic, .. policy.Policy.Traffic.HeaderRoutes, .. policy.Policy.Traffic.Splits],
        _ => [],
    };
}
