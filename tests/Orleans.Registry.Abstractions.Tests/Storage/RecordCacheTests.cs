using Orleans.Registry.TestKit.Records;

namespace Orleans.Registry.Tests.Storage;

public sealed class RecordCacheTests
{
    [Fact]
    public void Records_read_one_after_another_share_what_they_have_in_common()
    {
        // One of those that have all there is to share.
        var records = new RandomRecords(0);
        var first = records.Instance();
        while (first.FailingChecks.Count > 0 || first.Details is { Tags.Count: 0 } or { Metadata.Count: 0 } or { HealthChecks.Count: 0 })
        {
            first = records.Instance();
        }

        var bytes = RegistryRecordCodecTests.Bytes(first, RegistryRecordCodec.Write);
        var cache = new RecordCache();

        var one = RegistryRecordCodec.ReadInstance(bytes, records.Service, cache);
        var two = RegistryRecordCodec.ReadInstance(bytes, records.Service, cache);

        Assert.Same(one.Details.Protocol, two.Details.Protocol);
        Assert.Same(one.Details.Tags, two.Details.Tags);
        Assert.Same(one.Details.Metadata, two.Details.Metadata);
        Assert.Same(one.Details.HealthChecks, two.Details.HealthChecks);
        Assert.Equal(one.Details, two.Details);
    }

    // Texts of one hash slot push each other out; they must never be taken for each other.
    [Fact]
    public void Different_texts_never_become_one()
    {
        var cache = new RecordCache();
        var service = ServiceName.Parse("s");
        for (var i = 0; i < 5_000; i++)
        {
            var value = new OperatorOverride(InstanceStatus.Healthy, string.Empty, string.Empty, default);
            var instance = new ServiceInstance
            {
                Service = service,
                Id = InstanceId.Parse("a"),
                Details = new InstanceDetails { Address = "h", Version = $"{i % 9_000}ü{i}", Region = $"{i % 7}" },
                ReportedStatus = InstanceStatus.Healthy,
                Override = value,
                RegisteredAt = default,
                StatusSince = default,
                CreatedRevision = new Revision(1),
                ModifiedRevision = new Revision(1),
            };
            var read = RegistryRecordCodec.ReadInstance(RegistryRecordCodecTests.Bytes(instance, RegistryRecordCodec.Write), service, cache);

            Assert.Equal(instance.Details, read.Details);
        }
    }
}
