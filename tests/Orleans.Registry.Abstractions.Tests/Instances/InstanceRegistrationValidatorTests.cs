namespace Orleans.Registry.Tests.Instances;

public sealed class InstanceRegistrationValidatorTests
{
    private static readonly InstanceDetails Plain = new() { Address = "10.0.0.1", Port = 80 };
    private static readonly HealthCheckDefinition Check = new("live", HealthCheckKind.Http) { Target = "http://localhost/" };

    public static TheoryData<string, InstanceDetails> Wrong => new()
    {
        { "address", Plain with { Address = "" } },
        { "address", Plain with { Address = null! } },
        { "address", Plain with { Address = "a b" } },
        { "address", Plain with { Address = "http://a/" } },
        { "address", Plain with { Address = new string('a', 254) } },
        { "port", Plain with { Port = -1 } },
        { "port", Plain with { Port = 65_536 } },
        { "version", Plain with { Version = null! } },
        { "version", Plain with { Version = new string('1', 129) } },
        { "protocol", Plain with { Protocol = "" } },
        { "protocol", Plain with { Protocol = "ht\u0000tp" } },
        { "protocol", Plain with { Protocol = "http\r\nx" } },
        { "region", Plain with { Region = "eu\u001b" } },
        { "region", Plain with { Region = "eu\n" } },
        { "zone", Plain with { Zone = "a\tb" } },
        { "zone", Plain with { Zone = "\ud83d" } },
        { "dataCenter", Plain with { DataCenter = "\u0085" } },
        { "weight", Plain with { Weight = -1 } },
        { "weight", Plain with { Weight = 10_001 } },
        { "ttl", Plain with { Ttl = TimeSpan.FromTicks(-1) } },
        { "ttl", Plain with { Ttl = TimeSpan.FromMilliseconds(999) } },
        { "ttl", Plain with { Ttl = TimeSpan.FromHours(24) + TimeSpan.FromTicks(1) } },
        { "ttl", Plain with { Ttl = TimeSpan.MaxValue } },
        { "tags", Plain with { Tags = TagSet.Create(Enumerable.Range(0, 65).Select(i => $"t{i}")) } },
        { "tags[0]", Plain with { Tags = TagSet.Create([""]) } },
        { "tags[1]", Plain with { Tags = TagSet.Create(["a", "b\u0007"]) } },
        { "tags[0]", Plain with { Tags = TagSet.Create([new string('t', 129)]) } },
        { "metadata", Plain with { Metadata = StringMap.Create(Enumerable.Range(0, 65).Select(i => KeyValuePair.Create($"k{i}", "v"))) } },
        { "metadata.", Plain with { Metadata = StringMap.Create([new("", "v")]) } },
        { "metadata.k?", Plain with { Metadata = StringMap.Create([new("k\n", "v")]) } },
        { "metadata.k", Plain with { Metadata = StringMap.Create([new("k", new string('v', 1025))]) } },
        { "metadata.k", Plain with { Metadata = StringMap.Create([new("k", "\ude80")]) } },
        { "metadata.k", Plain with { Metadata = StringMap.Create([new("k", null!)]) } },
    };

    public static TheoryData<string, InstanceDetails> WrongChecks => new()
    {
        { "healthChecks", Plain with { HealthChecks = Checks([.. Enumerable.Range(0, 9).Select(i => Check with { Name = $"c{i}" })]) } },
        { "healthChecks[0].name", Plain with { HealthChecks = Checks(Check with { Name = "" }) } },
        { "healthChecks[0].name", Plain with { HealthChecks = Checks(Check with { Name = null! }) } },
        { "healthChecks[0].name", Plain with { HealthChecks = Checks(Check with { Name = new string('c', 65) }) } },
        { "healthChecks[1].name", Plain with { HealthChecks = Checks(Check, Check) } },
        { "healthChecks[0].kind", Plain with { HealthChecks = Checks(Check with { Kind = HealthCheckKind.None }) } },
        { "healthChecks[0].kind", Plain with { HealthChecks = Checks(Check with { Kind = (HealthCheckKind)6 }) } },
        { "healthChecks[0].target", Plain with { HealthChecks = Checks(new HealthCheckDefinition("s", HealthCheckKind.Script)) } },
        { "healthChecks[0].target", Plain with { HealthChecks = Checks(Check with { Target = "http://a/\nb" }) } },
        { "healthChecks[0].method", Plain with { HealthChecks = Checks(Check with { Method = "DELETE" }) } },
        { "healthChecks[0].method", Plain with { HealthChecks = Checks(Check with { Method = null! }) } },
        { "healthChecks[0].successCodes", Plain with { HealthChecks = Checks(Check with { SuccessCodes = "2xx" }) } },
        { "healthChecks[0].successCodes", Plain with { HealthChecks = Checks(Check with { SuccessCodes = null! }) } },
        { "healthChecks[0].headers", Plain with { HealthChecks = Checks(Check with { Headers = null! }) } },
        { "healthChecks[0].headers", Plain with { HealthChecks = Checks(Check with { Headers = StringMap.Create(Enumerable.Range(0, 17).Select(i => KeyValuePair.Create($"h{i}", "v"))) }) } },
        { "healthChecks[0].headers.a b", Plain with { HealthChecks = Checks(Check with { Headers = StringMap.Create([new("a b", "v")]) }) } },
        { "healthChecks[0].headers.content-type", Plain with { HealthChecks = Checks(Check with { Headers = StringMap.Create([new("content-type", "v")]) }) } },
        { "healthChecks[0].headers.connection", Plain with { HealthChecks = Checks(Check with { Headers = StringMap.Create([new("connection", "v")]) }) } },
        { "healthChecks[0].headers.x", Plain with { HealthChecks = Checks(Check with { Headers = StringMap.Create([new("x", "v\r\ny: z")]) }) } },
        { "healthChecks[0].kind", Plain with { HealthChecks = Checks(new HealthCheckDefinition("t", HealthCheckKind.Tcp) { Method = "PUT" }) } },
        { "healthChecks[0].target", Plain with { HealthChecks = Checks(Check with { Target = null! }) } },
        { "healthChecks[0].target", Plain with { HealthChecks = Checks(Check with { Target = "run\u0000me" }) } },
        { "healthChecks[0].target", Plain with { HealthChecks = Checks(Check with { Target = "\ud83d" }) } },
        { "healthChecks[0].target", Plain with { HealthChecks = Checks(Check with { Target = new string('t', 1025) }) } },
        { "healthChecks[0].interval", Plain with { HealthChecks = Checks(Check with { Interval = TimeSpan.FromMilliseconds(999) }) } },
        { "healthChecks[0].interval", Plain with { HealthChecks = Checks(Check with { Interval = TimeSpan.FromHours(2) }) } },
        { "healthChecks[0].timeout", Plain with { HealthChecks = Checks(Check with { Timeout = TimeSpan.Zero }) } },
        { "healthChecks[0].timeout", Plain with { HealthChecks = Checks(Check with { Timeout = TimeSpan.FromSeconds(61) }) } },
        { "healthChecks[0].failuresBeforeUnhealthy", Plain with { HealthChecks = Checks(Check with { FailuresBeforeUnhealthy = 0 }) } },
        { "healthChecks[0].successesBeforeHealthy", Plain with { HealthChecks = Checks(Check with { SuccessesBeforeHealthy = 101 }) } },
    };

    public static TheoryData<InstanceDetails> Right =>
    [
        Plain,
        Plain with { Port = 0 },
        Plain with { Port = 65_535 },
        Plain with { Address = "orders.example.org" },
        Plain with { Address = "localhost" },
        Plain with { Address = "::1" },
        Plain with { Address = "[2001:db8::1]" },
        Plain with { Address = string.Join('.', Enumerable.Repeat(new string('a', 62), 4)) },
        Plain with { Ttl = TimeSpan.Zero },
        Plain with { Ttl = TimeSpan.FromSeconds(1) },
        Plain with { Ttl = TimeSpan.FromHours(24) },
        Plain with { Weight = 0 },
        Plain with { Weight = 10_000 },
        Plain with { Version = "main", Region = "日本", Zone = new string('z', 128), DataCenter = "🚀" },
        Plain with { Tags = TagSet.Create(Enumerable.Range(0, 64).Select(i => $"t{i}")) },
        Plain with { Metadata = StringMap.Create([new("k", "two\nlines\tand a tab"), new("empty", ""), new("long", new string('v', 1024))]) },
        Plain with { HealthChecks = Checks([.. Enumerable.Range(0, 8).Select(i => Check with { Name = $"c{i}" })]) },
        Plain with { HealthChecks = Checks(new HealthCheckDefinition(new string('c', 64), HealthCheckKind.Reported)) },
        Plain with { HealthChecks = Checks(new("h", HealthCheckKind.Http), new("t", HealthCheckKind.Tcp), new("g", HealthCheckKind.Grpc)) },
        Plain with { HealthChecks = Checks(Check with { Method = "HEAD", SuccessCodes = "200, 204,300-308", Headers = StringMap.Create([new("Host", "a"), new("Authorization", "Bearer x")]) }) },
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    [MemberData(nameof(WrongChecks))]
    public void A_wrong_field_is_named(string field, InstanceDetails details)
    {
        List<FieldError> errors = [];
        InstanceRegistrationValidator.Validate(details, errors);

        Assert.Contains(field, errors.Select(e => e.Field));
        Assert.Single(errors.Select(e => e.Field).Distinct());
        Assert.All(errors, e => Assert.DoesNotContain(e.Field + e.Message, char.IsControl));
    }

    [Theory]
    [MemberData(nameof(Right))]
    public void A_right_description_is_taken(InstanceDetails details)
    {
        List<FieldError> errors = [];
        InstanceRegistrationValidator.Validate(details, errors);

        Assert.Empty(errors);
    }

    [Theory]
    [InlineData(InstanceStatus.Unknown)]
    [InlineData(InstanceStatus.Unhealthy)]
    [InlineData(InstanceStatus.Draining)]
    [InlineData(InstanceStatus.OutOfService)]
    [InlineData((InstanceStatus)99)]
    public void An_instance_registers_as_starting_or_healthy_only(InstanceStatus status)
        => Assert.Equal(["status"], InstanceRegistrationValidator.Validate(Registration(Plain) with { InitialStatus = status }).Select(e => e.Field));

    [Fact]
    public void All_wrong_fields_are_named_at_once()
    {
        var registration = Registration(Plain with { Address = "", Port = -1, Weight = -1, Ttl = TimeSpan.MinValue, Protocol = "" }) with
        {
            Service = default,
            Id = default,
            InitialStatus = InstanceStatus.Draining,
        };

        Assert.Equal(
            ["address", "id", "port", "protocol", "service", "status", "ttl", "weight"],
            InstanceRegistrationValidator.Validate(registration).Select(e => e.Field).Order());
    }

    private static InstanceRegistration Registration(InstanceDetails details)
        => new() { Service = ServiceName.Parse("orders"), Id = InstanceId.Parse("a"), Details = details };

    private static EquatableArray<HealthCheckDefinition> Checks(params HealthCheckDefinition[] checks)
        => EquatableArray<HealthCheckDefinition>.Create(checks);
}
