namespace Orleans.Registry.Embedded.Tests.Journal.Simulation;

/// <summary>
/// The contents of one file: what the disk has for certain, and what was written since and a power cut may take, in part
/// and in any order, sector by sector. Thread-safe.
/// </summary>
internal sealed class SimulatedFile
{
    private const int Sector = 512;
    private readonly Lock _lock = new();
    private readonly List<(long Offset, byte[] Bytes)> _unsynced = [];
    private byte[] _durable = [];
    private byte[] _current = [];

    public long Length
    {
        get
        {
            lock (_lock)
            {
                return _current.Length;
            }
        }
    }

    public int Read(Span<byte> buffer, long offset)
    {
        lock (_lock)
        {
            var count = (int)Math.Clamp(_current.Length - offset, 0, buffer.Length);
            _current.AsSpan((int)Math.Min(offset, _current.Length), count).CopyTo(buffer);
            return count;
        }
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        lock (_lock)
        {
            _unsynced.Add((offset, bytes.ToArray()));
            _current = Written(_current, bytes, offset);
        }
    }

    public void SetLength(long length)
    {
        lock (_lock)
        {
            // Lengths are metadata: the model lets them reach the disk at once, which is the harder case for a reader.
            Array.Resize(ref _current, (int)length);
            Array.Resize(ref _durable, (int)length);
            _unsynced.RemoveAll(w => w.Offset >= length);
        }
    }

    public void Sync()
    {
        lock (_lock)
        {
            foreach (var (offset, bytes) in _unsynced)
            {
                _durable = Written(_durable, bytes, offset);
            }

            _unsynced.Clear();
        }
    }

    /// <summary>
    /// What a failed sync may do: the system forgets that the pages still have to be written, but goes on showing them.
    /// </summary>
    public void ForgetUnsynced()
    {
        lock (_lock)
        {
            _unsynced.Clear();
        }
    }

    /// <summary>The file as a process finds it that starts after another one was killed.</summary>
    public SimulatedFile AfterKill()
    {
        lock (_lock)
        {
            var file = new SimulatedFile { _current = _current.ToArray(), _durable = _durable.ToArray() };
            file._unsynced.AddRange(_unsynced);
            return file;
        }
    }

    /// <summary>The file as it is found after a power cut.</summary>
    public SimulatedFile AfterPowerCut(Random random)
    {
        lock (_lock)
        {
            var bytes = _durable.ToArray();
            var fate = random.Next(4);
            foreach (var (offset, written) in _unsynced)
            {
                for (var at = 0; at < written.Length;)
                {
                    // Sectors are those of the disk, not of the write.
                    var length = (int)Math.Min(written.Length - at, Sector - ((offset + at) % Sector));
                    if (fate == 1 || (fate > 1 && random.Next(2) == 0))
                    {
                        bytes = Written(bytes, written.AsSpan(at, length), offset + at);
                    }

                    at += length;
                }
            }

            return new SimulatedFile { _current = bytes, _durable = bytes.ToArray() };
        }
    }

    private static byte[] Written(byte[] target, ReadOnlySpan<byte> bytes, long offset)
    {
        if (offset + bytes.Length > target.Length)
        {
            Array.Resize(ref target, (int)(offset + bytes.Length));
        }

        bytes.CopyTo(target.AsSpan((int)offset));
        return target;
    }
}
