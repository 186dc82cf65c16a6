using System.Text.Json;
using Orleans.Registry.TestKit.Records;

namespace Orleans.Registry.Cluster.Client.Tests.Wire;

public sealed class SnapshotWireTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Snapshots_that_differ_in_one_part_come_back_different()
    {
        var protection = new ProtectionStatus(3, Noon, Noon.AddMinutes(5), "3 of 10 fell silent at once");
        ServiceSnapshot[] sent =
        [
            Snapshot("orders", 7, 10),
            Snapshot("orders", 8, 10),
            Snapshot("orders", 8, 9),
            Snapshot("orders", 8, 9, Noon.AddSeconds(1)),
            Snapshot("orders", 8, 9, configuration: 2),
            Snapshot("orders", 8, 9, protection: protection),
            Snapshot("orders", 8, 9, protection: protection with { Held = 4 }),
            Snapshot("order", 8, 9),
        ];

        foreach (var (snapshot, bytes) in sent.Select(static s => (s, Encode(s))).ToList())
        {
            AssertSame(snapshot, Decode(bytes));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2_000)]
    public void A_snapshot_comes_back_as_it_was_however_large(int instances)
    {
        var snapshot = Snapshot("orders".PadRight(128, 'x'), 7, instances);

        AssertSame(snapshot, Decode(Encode(snapshot)));
    }

    private static byte[] Encode(ServiceSnapshot snapshot) => JsonSerializer.SerializeToUtf8Bytes(snapshot, WireJson.Options);

    private static ServiceSnapshot Decode(byte[] bytes) => JsonSerializer.Deserialize<ServiceSnapshot>(bytes, WireJson.Options)!;

    private static void AssertSame(ServiceSnapshot expected, ServiceSnapshot actual) => Assert.Null(RecordComparison.FindDifference(expected, actual));

    private static ServiceSnapshot Snapshot(
        string service, long revision, int instances, DateTimeOffset? at = null, long configuration = 1, ProtectionStatus? protection = null)
    {
        var name = ServiceName.Parse(service);
        return new ServiceSnapshot
        {
            Service = name,
            Epoch = new Epoch(0x77),
            Revision = new Revision(revision),
            ChangedAt = at ?? Noon,
            Instances = [.. Enumerable.Range(0, instances).Select(i => Instance(name, i))],
            Policy = VersionedPolicy.BuiltIn,
            ConfigurationVersion = configuration,
            Protection = protection,
        };
    }

    private static ServiceInstance Instance(ServiceName service, int number) => new()
    {
        Service = service,
        Id = InstanceId.Parse($"instance-{number}"),
        Details = new InstanceDetails { Address = "10.0.0.7", Port = 8080 },
        ReportedStatus = InstanceStatus.Healthy,
        RegisteredAt = Noon,
        StatusSince = Noon,
        CreatedRevision = new Revision(1),
        ModifiedRevision = new Revision(1),
    };
}
