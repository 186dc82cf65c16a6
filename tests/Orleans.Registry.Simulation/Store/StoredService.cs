using System.Buffers;
using Orleans.Registry.Core;

namespace Orleans.Registry.Simulation.Store;

/// <summary>One service as bytes: an image and the appends after it, as a journal would keep them.</summary>
internal sealed class StoredService(ServiceName name, Epoch epoch, int logCapacity)
{
    private readonly List<byte[]> _appends = [];
    private byte[]? _image;
    private Revision _imageRevision;

    public Epoch Epoch => epoch;

    public Revision Revision { get; private set; }

    public void Add(byte[] append, Revision last)
    {
        _appends.Add(append);
        Revision = last;
    }

    /// <summary>Everything read back: nothing but bytes survives.</summary>
    public ServiceImage Load()
    {
        var state = _image is null
            ? new ServiceState(name, epoch, logCapacity)
            : ServiceState.FromImage(RegistryRecordCodec.ReadImage(_image), logCapacity);
        foreach (var bytes in _appends)
        {
            var append = RegistryRecordCodec.ReadAppend(bytes, (_, id) => state.TryGet(id, out var entry) ? entry.Instance : null);
            foreach (var change in append.Changes)
            {
                state.Apply(change);
            }
        }

        return RegistryRecordCodec.ReadImage(Encode(state.ToImage()));
    }

    /// <summary>Replaces what an image holds by the image.</summary>
    public void Compact(ServiceImage image)
    {
        if (image.Epoch != epoch || image.Revision < _imageRevision)
        {
            return;
        }

        _image = Encode(image);
        _imageRevision = image.Revision;
        _appends.RemoveAll(bytes =>
        {
            var append = RegistryRecordCodec.ReadAppend(bytes, static (_, _) => null);
            return append.Changes[^1].Revision <= image.Revision;
        });
    }

    /// <summary>Loses the last append; false when there is none to lose.</summary>
    public bool LoseLast()
    {
        if (_appends.Count == 0)
        {
            return false;
        }

        var lost = RegistryRecordCodec.ReadAppend(_appends[^1], static (_, _) => null);
        _appends.RemoveAt(_appends.Count - 1);
        Revision = lost.ExpectedRevision;
        return true;
    }

    private static byte[] Encode(ServiceImage image)
    {
        var output = new ArrayBufferWriter<byte>();
        RegistryRecordCodec.Write(output, image);
        return output.WrittenSpan.ToArray();
    }
}
