using Orleans.Registry.TestKit.Records;

namespace Orleans.Registry.Tests.Storage;

/// <summary>Whatever happened to the bytes, reading gives a record or says that they are damaged.</summary>
public sealed class DamagedRecordTests
{
    private const int Seeds = 7;

    private static readonly ServiceName Service = ServiceName.Parse("sample.service");

    private static readonly (string Kind, Func<RandomRecords, byte[]> Write, Action<byte[]> Read)[] Kinds =
    [
        ("instance", r => RegistryRecordCodecTests.Bytes(r.Instance(), RegistryRecordCodec.Write), b => RegistryRecordCodec.ReadInstance(b, Service)),
        ("change", r => RegistryRecordCodecTests.Bytes(r.Change(), (o, c) => RegistryRecordCodec.Write(o, c)), b => RegistryRecordCodec.ReadChange(b, Service)),
        ("override", r => RegistryRecordCodecTests.Bytes(r.Override(), RegistryRecordCodec.Write), b => RegistryRecordCodec.ReadOverride(b)),
        ("policy", r => RegistryRecordCodecTests.Bytes(r.Policy(), RegistryRecordCodec.Write), b => RegistryRecordCodec.ReadPolicy(b)),
        ("configuration", r => RegistryRecordCodecTests.Bytes(r.Configuration(), RegistryRecordCodec.Write), b => RegistryRecordCodec.ReadConfiguration(b)),
        ("image", r => RegistryRecordCodecTests.Bytes(r.Image(), RegistryRecordCodec.Write), b => RegistryRecordCodec.ReadImage(b, new RecordCache())),
        ("append", r => RegistryRecordCodecTests.Bytes(Append(r), RegistryRecordCodec.Write), b => RegistryRecordCodec.ReadAppend(b, (_, _) => null)),
    ];

    public static TheoryData<string> KindNames => [.. Kinds.Select(k => k.Kind)];

    [Theory]
    [MemberData(nameof(KindNames))]
    public void A_record_cut_anywhere_is_called_damaged(string kind)
    {
        var (_, write, read) = Kinds.Single(k => k.Kind == kind);
        for (var seed = 0; seed < Seeds; seed++)
        {
            var bytes = write(new RandomRecords(seed));
            for (var length = 0; length < bytes.Length; length++)
            {
                Assert.Throws<StoreCorruptException>(() => read(bytes[..length]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(KindNames))]
    public void A_record_with_a_flipped_bit_is_read_or_called_damaged(string kind)
    {
        var (_, write, read) = Kinds.Single(k => k.Kind == kind);
        for (var seed = 0; seed < Seeds; seed++)
        {
            var bytes = write(new RandomRecords(seed));

            // Every seventh bit, for each seed another one: an exception costs far more than a read, and each flip may cost one.
            for (var bit = seed; bit < bytes.Length * 8; bit += Seeds)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                ReadOrCallDamaged(read, bytes, $"{kind}, seed {seed}, bit {bit}");
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    [Theory]
    [MemberData(nameof(KindNames))]
    public void Noise_is_read_or_called_damaged(string kind)
    {
        var (_, _, read) = Kinds.Single(k => k.Kind == kind);
        var random = new Random(17);
        for (var i = 0; i < 2_000; i++)
        {
            var bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            bytes[0] = RegistryRecordCodec.FormatVersion;
            ReadOrCallDamaged(read, bytes, $"{kind}, noise {i}");
        }
    }

    [Fact]
    public void A_count_of_more_elements_than_there_are_bytes_allocates_nothing()
    {
        // A configuration: version, then 2^34 entries.
        byte[] bytes = [RegistryRecordCodec.FormatVersion, 1, 0x80, 0x80, 0x80, 0x80, 0x40];

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<StoreCorruptException>(() => RegistryRecordCodec.ReadConfiguration(bytes));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    private static void ReadOrCallDamaged(Action<byte[]> read, byte[] bytes, string what)
    {
        try
        {
            read(bytes);
        }
        catch (StoreCorruptException)
        {
            // Said so: that is the contract.
        }
        catch (Exception exception)
        {
            Assert.Fail($"{what}: {exception}");
        }
    }

    private static ServiceAppend Append(RandomRecords records) => new()
    {
        Service = records.Service,
        Epoch = new Epoch(1),
        ExpectedRevision = new Revision(3),
        Token = new FencingToken(2),
        Changes = [records.Change(new Revision(4)), records.Change(new Revision(5))],
    };
}
