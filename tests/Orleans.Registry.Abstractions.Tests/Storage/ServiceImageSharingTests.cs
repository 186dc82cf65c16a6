using System.Buffers;
using System.Text;

namespace Orleans.Registry.Abstractions.Tests.Storage;

public sealed class ServiceImageSharingTests
{
    private static readonly ServiceName Orders = ServiceName.Parse("orders");
    private static readonly DateTimeOffset Noon = new(2030, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Log_of_a_decoded_image_shares_its_records_with_the_instances()
    {
        var first = Instance("a", 1, InstanceStatus.Starting);
        var second = Instance("a", 2, InstanceStatus.Healthy);
        var image = RoundTrip(Image([second], [Change(1, null, first), Change(2, first, second)]));

        var instance = Assert.Single(image.Instances);
        Assert.Same(instance, image.Log[1].After);
        Assert.Same(image.Log[0].After, image.Log[1].Before);
        Assert.Same(instance.Details, image.Log[0].After!.Details);
        Assert.Equal(InstanceStatus.Starting, image.Log[0].NewStatus);
        Assert.Null(image.Log[0].Before);
    }

    [Fact]
    public void Log_that_begins_in_the_middle_keeps_the_record_before_its_first_change()
    {
        var third = Instance("a", 3, InstanceStatus.Unhealthy);
        var fourth = Instance("a", 4, InstanceStatus.Healthy);
        var image = RoundTrip(Image([fourth, Instance("b", 2, InstanceStatus.Healthy)], [Change(4, third, fourth)]));

        Assert.Equal(new Revision(3), image.Log[0].Before!.ModifiedRevision);
        Assert.Equal(InstanceStatus.Unhealthy, image.Log[0].OldStatus);
        Assert.Same(image.Instances[0].Details, image.Log[0].Before!.Details);
    }

    [Fact]
    public void Log_keeps_instances_that_left_and_came_back()
    {
        var first = Instance("a", 1, InstanceStatus.Healthy);
        var again = Instance("a", 3, InstanceStatus.Starting, "10.0.0.2");
        var image = RoundTrip(Image([again], [Change(1, null, first), Change(2, first, null), Change(3, null, again)]));

        Assert.Equal("10.0.0.1", image.Log[0].After!.Address);
        Assert.Same(image.Log[0].After, image.Log[1].Before);
        Assert.Null(image.Log[1].After);
        Assert.Null(image.Log[2].Before);
        Assert.Same(image.Instances[0], image.Log[2].After);
    }

    [Fact]
    public void Service_of_an_image_is_seen_without_decoding_it()
    {
        var output = new ArrayBufferWriter<byte>();
        RegistryRecordCodec.Write(output, Image([], []));
        Assert.Equal("orders", Encoding.UTF8.GetString(RegistryRecordCodec.PeekService(output.WrittenSpan)));
        Assert.Equal((Orders, new ServicePosition(new Epoch(7), new Revision(1))), RegistryRecordCodec.PeekPosition(output.WrittenSpan));
    }

    [Fact]
    public void A_stored_id_is_one_text_however_many_records_repeat_it()
    {
        var first = Instance("ключ-🚀", 1, InstanceStatus.Starting);
        var second = Instance("b", 2, InstanceStatus.Healthy);
        var image = RoundTrip(Image([first, second], [Change(1, null, first), Change(2, null, second)]));

        Assert.Equal(first.Id, image.Log[0].InstanceId);
        Assert.Same(image.Instances[0].Id.Value, image.Log[0].InstanceId.Value);
        Assert.Same(image.Instances[1].Id.Value, image.Log[1].InstanceId.Value);
    }

    private static ServiceImage RoundTrip(ServiceImage image)
    {
        var output = new ArrayBufferWriter<byte>();
        RegistryRecordCodec.Write(output, image);
        return RegistryRecordCodec.ReadImage(output.WrittenSpan);
    }

    private static ServiceImage Image(ServiceInstance[] instances, ServiceChange[] log) => new()
    {
        Service = Orders,
        Epoch = new Epoch(7),
        Revision = log.Length == 0 ? new Revision(1) : log[^1].Revision,
        Instances = instances,
        Log = log,
    };

    private static ServiceInstance Instance(string id, long revision, InstanceStatus status, string address = "10.0.0.1") => new()
    {
        Service = Orders,
        Id = InstanceId.Parse(id),
        Details = new InstanceDetails { Address = address, Port = 80 },
        ReportedStatus = status,
        RegisteredAt = Noon,
        StatusSince = Noon,
        CreatedRevision = new Revision(1),
        ModifiedRevision = new Revision(revision),
    };

    private static ServiceChange Change(long revision, ServiceInstance? before, ServiceInstance? after) => new()
    {
        Kind = after is null ? ChangeKind.Deregistered : ChangeKind.Updated,
        Revision = new Revision(revision),
        At = Noon,
        InstanceId = (after ?? before)!.Id,
        Before = before,
        After = after,
    };
}
