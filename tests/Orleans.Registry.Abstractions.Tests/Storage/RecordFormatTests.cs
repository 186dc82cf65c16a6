using Orleans.Registry.TestKit.Records;

namespace Orleans.Registry.Tests.Storage;

/// <summary>Records of earlier formats are read, and what an earlier format can hold is written in it.</summary>
public sealed class RecordFormatTests
{
    // Written by the code of format 1.
    private static readonly byte[] First = Convert.FromHexString(
        "01086F72646572732D3103312E320831302E302E302E37903F04687474700104626C756501016B01760203776562021B"
        + "687474703A2F2F31302E302E302E373A383038302F6865616C746880F6E0428087A70E030205717565756501008084AF"
        + "5F80C2D72F0101000465752D310064808C8D9E0203000080B5F7F57F9F080080B5F7F57F9F0812636865636B20277765"
        + "6227206661696C6564000000000000000001037765624D000000000000000309");

    // The same instance, whose check says how its request is made; written by the code of format 2.
    private static readonly byte[] Second = Convert.FromHexString(
        "02086F72646572732D3103312E320831302E302E302E37903F04687474700104626C756501016B01760103776562021B"
        + "687474703A2F2F31302E302E302E373A383038302F6865616C746880F6E0428087A70E030204484541440107782D7072"
        + "6F6265087265676973747279073230302D323034000465752D310064808C8D9E0203000080B5F7F57F9F080080B5F7F5"
        + "7F9F0812636865636B202777656227206661696C6564000000000000000001037765624D000000000000000309");

    [Fact]
    public void An_instance_that_the_first_format_recorded_is_read_with_checks_as_they_were_understood_then()
    {
        var instance = RegistryRecordCodec.ReadInstance(First, ServiceName.Parse("orders"));

        Assert.Equal("orders-1", instance.Id.Value);
        Assert.Equal(new Revision(9), instance.ModifiedRevision);
        Assert.Equal(
            [
                new HealthCheckDefinition("web", HealthCheckKind.Http)
                {
                    Target = "http://10.0.0.7:8080/health",
                    Interval = TimeSpan.FromSeconds(7),
                    Timeout = TimeSpan.FromMilliseconds(1500),
                    FailuresBeforeUnhealthy = 3,
                    SuccessesBeforeHealthy = 2,
                },
                new HealthCheckDefinition("queue", HealthCheckKind.Reported),
            ],
            instance.Details.HealthChecks);
        Assert.Equal("eu-1", instance.Details.Zone);
    }

    [Fact]
    public void What_the_first_format_can_hold_is_written_byte_for_byte_as_the_first_format_wrote_it()
        => Assert.Equal(First, RegistryRecordCodecTests.Bytes(Plain(), RegistryRecordCodec.Write));

    [Fact]
    public void A_check_that_says_how_its_request_is_made_is_written_byte_for_byte_in_the_second_format()
    {
        var instance = Detailed(Plain());

        Assert.Equal(Convert.ToHexString(Second), Convert.ToHexString(RegistryRecordCodecTests.Bytes(instance, RegistryRecordCodec.Write)));
        Assert.Null(RecordComparison.FindDifference(instance, RegistryRecordCodec.ReadInstance(Second, instance.Service)));
    }

    [Theory]
    [InlineData("method")]
    [InlineData("headers")]
    [InlineData("codes")]
    public void Each_detail_of_a_request_alone_needs_the_second_format(string detail)
    {
        var plain = new HealthCheckDefinition("web", HealthCheckKind.Http);
        var check = detail switch
        {
            "method" => plain with { Method = "HEAD" },
            "headers" => plain with { Headers = StringMap.Create([new("a", "b")]) },
            _ => plain with { SuccessCodes = "204" },
        };
        var instance = With(Plain(), plain, check);

        var bytes = RegistryRecordCodecTests.Bytes(instance, RegistryRecordCodec.Write);

        Assert.Equal(2, bytes[0]);
        Assert.Null(RecordComparison.FindDifference(instance, RegistryRecordCodec.ReadInstance(bytes, instance.Service)));
    }

    [Fact]
    public void A_change_needs_the_format_of_the_records_that_are_written_with_it()
    {
        var (plain, detailed) = (Plain(), Detailed(Plain()));

        Assert.Equal(1, FormatOf(Change(plain, plain), withBefore: true));
        Assert.Equal(2, FormatOf(Change(plain, detailed), withBefore: false));
        Assert.Equal(2, FormatOf(Change(detailed, plain), withBefore: true));
        Assert.Equal(1, FormatOf(Change(detailed, plain), withBefore: false));
        Assert.Equal(1, FormatOf(Change(null, null), withBefore: true));
    }

    [Fact]
    public void An_append_and_an_image_need_the_format_of_the_one_record_in_them_that_needs_the_newest()
    {
        var (plain, detailed) = (Plain(), Detailed(Plain()));

        Assert.Equal(1, FormatOf(Append(Change(detailed, plain), Change(plain, plain))));
        Assert.Equal(2, FormatOf(Append(Change(plain, plain), Change(plain, detailed), Change(detailed, plain))));
        Assert.Equal(1, FormatOf(Image(plain, Change(plain, plain))));
        Assert.Equal(2, FormatOf(Image(detailed, Change(plain, plain))));
        Assert.Equal(2, FormatOf(Image(plain, Change(null, detailed), Change(detailed, plain))));
    }

    [Fact]
    public void Documents_are_written_in_the_first_format()
    {
        var records = new RandomRecords(7);

        Assert.Equal(1, RegistryRecordCodecTests.Bytes(records.Policy(), RegistryRecordCodec.Write)[0]);
        Assert.Equal(1, RegistryRecordCodecTests.Bytes(records.Configuration(), RegistryRecordCodec.Write)[0]);
        Assert.Equal(1, RegistryRecordCodecTests.Bytes(records.Override(), RegistryRecordCodec.Write)[0]);
    }

    private static ServiceInstance Plain() => RegistryRecordCodec.ReadInstance(First, ServiceName.Parse("orders"));

    private static ServiceInstance Detailed(ServiceInstance instance)
        => With(instance, instance.Details.HealthChecks[0] with { Method = "HEAD", Headers = StringMap.Create([new("x-probe", "registry")]), SuccessCodes = "200-204" });

    private static ServiceInstance With(ServiceInstance instance, params HealthCheckDefinition[] checks)
        => new()
        {
            Service = instance.Service,
            Id = instance.Id,
            Details = instance.Details with { HealthChecks = EquatableArray<HealthCheckDefinition>.Create(checks) },
            ReportedStatus = instance.ReportedStatus,
            Override = instance.Override,
            RegisteredAt = instance.RegisteredAt,
            StatusSince = instance.StatusSince,
            StatusReason = instance.StatusReason,
            LapsedAt = instance.LapsedAt,
            FailingChecks = instance.FailingChecks,
            Incarnation = instance.Incarnation,
            CreatedRevision = instance.CreatedRevision,
            ModifiedRevision = instance.ModifiedRevision,
        };

    private static ServiceChange Change(ServiceInstance? before, ServiceInstance? after) => new()
    {
        Kind = ChangeKind.Updated,
        Revision = new Revision(10),
        At = default,
        InstanceId = InstanceId.Parse("orders-1"),
        Before = before,
        After = after,
    };

    private static ServiceAppend Append(params ServiceChange[] changes) => new()
    {
        Service = ServiceName.Parse("orders"), Epoch = new Epoch(5), ExpectedRevision = new Revision(9), Token = new FencingToken(3), Changes = changes,
    };

    private static ServiceImage Image(ServiceInstance instance, params ServiceChange[] log) => new()
    {
        Service = ServiceName.Parse("orders"),
        Epoch = new Epoch(5),
        Revision = new Revision(10),
        Instances = [instance],
        Overrides = new Dictionary<InstanceId, OperatorOverride>(),
        Policies = [],
        Configurations = [],
        Log = log,
    };

    private static byte FormatOf(ServiceChange change, bool withBefore)
        => RegistryRecordCodecTests.Bytes(change, (o, c) => RegistryRecordCodec.Write(o, c, withBefore))[0];

    private static byte FormatOf(ServiceAppend append) => RegistryRecordCodecTests.Bytes(append, RegistryRecordCodec.Write)[0];

    private static byte FormatOf(ServiceImage image) => RegistryRecordCodecTests.Bytes(image, RegistryRecordCodec.Write)[0];
}
