using System.Buffers.Binary;
using System.Text;

namespace Orleans.Registry;

/// <summary>Reads what <see cref="RecordWriter"/> wrote. Every method throws <see cref="StoreCorruptException"/> at the end of the bytes.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> input, RecordCache? cache)
{
    private ReadOnlySpan<byte> _rest = input;

    public readonly RecordCache? Cache { get; } = cache;

    /// <summary>The format version that the record was written in.</summary>
    public byte Version { get; set; }

    public readonly int Remaining => _rest.Length;

    public byte Byte() => Take(1)[0];

    public bool Bool() => Byte() != 0;

    public ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new StoreCorruptException("A record holds a number of more than 64 bits.");
    }

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A number of elements, each of which takes at least one byte: guards against absurd allocations.</summary>
    public int Count()
    {
        var count = Unsigned();
        return count <= (ulong)_rest.Length
            ? (int)count
            : throw new StoreCorruptException($"A record counts {count} elements in {_rest.Length} bytes.");
    }

    public ulong Fixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public double Double() => BitConverter.UInt64BitsToDouble(Fixed64());

    public Guid Guid() => new(Take(16));

    /// <summary>A text that is likely the only one of its kind.</summary>
    public string Text() => Encoding.UTF8.GetString(TextBytes());

    /// <summary>A text as it stands in the input.</summary>
    public ReadOnlySpan<byte> TextBytes() => Take(Count());

    /// <summary>A text that many records share.</summary>
    public string SharedText()
    {
        var bytes = Take(Count());
        return Cache is null ? Encoding.UTF8.GetString(bytes) : Cache.Text(bytes);
    }

    public DateTimeOffset Time() => new(Ticks(), TimeSpan.Zero);

    public DateTimeOffset? OptionalTime()
    {
        var ticks = Ticks();
        return ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    public TimeSpan Span() => new(Signed());

    private long Ticks()
    {
        var ticks = (long)Fixed64();
        return ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? ticks
            : throw new StoreCorruptException("A record holds a time outside the calendar.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw new StoreCorruptException($"A record ends {count - _rest.Length} bytes early.");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
