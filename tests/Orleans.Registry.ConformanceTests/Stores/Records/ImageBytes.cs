using System.Buffers;

namespace Orleans.Registry.ConformanceTests.Stores.Records;

/// <summary>
/// Images as bytes, to compare what two stores hold: the order of instances and overrides, which means nothing, taken out.
/// </summary>
public static class ImageBytes
{
    /// <summary>One image.</summary>
    public static string Of(ServiceImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var output = new ArrayBufferWriter<byte>(4096);
        RegistryRecordCodec.Write(output, image with
        {
            Instances = [.. image.Instances.OrderBy(i => i.Id)],
            Overrides = new SortedDictionary<InstanceId, OperatorOverride>(image.Overrides.ToDictionary()),
        });
        foreach (var change in image.Log)
        {
            // An image's log is written without the records before, which a copy must keep all the same.
            RegistryRecordCodec.Write(output, change);
        }

        return Convert.ToHexString(output.WrittenSpan);
    }

    /// <summary>Everything a store holds, by service.</summary>
    public static async Task<SortedDictionary<ServiceName, string>> OfAsync(IRegistryStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        var all = new SortedDictionary<ServiceName, string>();
        await foreach (var image in store.LoadAllAsync(CancellationToken.None))
        {
            all.Add(image.Service, Of(image));
        }

        return all;
    }
}
