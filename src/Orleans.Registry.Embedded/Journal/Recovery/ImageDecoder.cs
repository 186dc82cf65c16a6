using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Orleans.Registry.Embedded.Journal;

/// <summary>Hands replayed services over as images, decoding ahead of the caller on all processors.</summary>
internal static class ImageDecoder
{
    // Enough to keep the caller busy, too few to count in memory.
    private const int Ahead = 32;

    /// <summary>The images, in no order. Each service is let go of as soon as it is decoded.</summary>
    public static async IAsyncEnumerable<ServiceImage> DecodeAsync(
        ReplayedServices replayed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        StoredService?[] services = [.. replayed.Services.Values];
        replayed.Services.Clear();
        var images = Channel.CreateBounded<ServiceImage>(Ahead);
        var decoding = Task.Run(() => DecodeAllAsync(services, images.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var image in images.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return image;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await decoding.ConfigureAwait(false);
        }
    }

    private static async Task DecodeAllAsync(StoredService?[] services, ChannelWriter<ServiceImage> images, CancellationToken cancellationToken)
    {
        try
        {
            var next = -1;
            var decoders = Enumerable.Range(0, Math.Min(Environment.ProcessorCount, services.Length)).Select(_ => Task.Run(
                async () =>
                {
                    var cache = new RecordCache();
                    while (Interlocked.Increment(ref next) is var index && index < services.Length)
                    {
                        var image = services[index]!.ToImage(cache);
                        services[index] = null;
                        await images.WriteAsync(image, cancellationToken).ConfigureAwait(false);
                    }
                },
                cancellationToken));
            await Task.WhenAll(decoders).ConfigureAwait(false);
            images.Complete();
        }
        catch (Exception e)
        {
            // Whoever reads the channel is told; if that was the one who gave up, there is nobody left to tell.
            images.Complete(e);
        }
    }
}
