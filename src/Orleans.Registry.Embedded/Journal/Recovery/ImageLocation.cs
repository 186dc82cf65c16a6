using System.Buffers;

namespace Orleans.Registry.Embedded.Journal;

/// <summary>
/// Where an image stands in a snapshot whose checksums were found right. It is decoded when somebody wants it, so that the
/// snapshot of a large registry is decoded on all processors while the registry takes it in.
/// </summary>
internal sealed class ImageLocation(IJournalFile file, long offset, int length, RecordCache cache)
{
    /// <summary>Reads the image.</summary>
    /// <param name="own">The cache of another thread than the one that replays.</param>
    /// <exception cref="StoreCorruptException">It is not an image.</exception>
    public ServiceImage Read(RecordCache? own)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var read = file.Read(bytes.AsSpan(0, length), offset);
            return RegistryRecordCodec.ReadImage(bytes.AsSpan(0, read), own ?? cache);
        }
        catch (StoreCorruptException e)
        {
            throw Damage.Of(file.Path, offset, e.Message, Damage.Restore, e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
