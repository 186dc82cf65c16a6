using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Orleans.Registry;

/// <summary>Writes the primitives of stored records: variable-length numbers, length-prefixed UTF-8, fixed 16-byte ids.</summary>
internal readonly ref struct RecordWriter(IBufferWriter<byte> output, byte version)
{
    private readonly IBufferWriter<byte> _output = output;

    /// <summary>The version of the record that is being written.</summary>
    public byte Version { get; } = version;

    public void Byte(byte value)
    {
        _output.GetSpan(1)[0] = value;
        _output.Advance(1);
    }

    public void Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>Seven bits a byte, lowest first; the top bit says that more follow.</summary>
    public void Unsigned(ulong value)
    {
        var span = _output.GetSpan(10);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        _output.Advance(length);
    }

    public void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    public void Fixed64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_output.GetSpan(8), value);
        _output.Advance(8);
    }

    public void Double(double value) => Fixed64(BitConverter.DoubleToUInt64Bits(value));

    public void Guid(Guid value)
    {
        value.TryWriteBytes(_output.GetSpan(16));
        _output.Advance(16);
    }

    public void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Unsigned((ulong)length);
        Encoding.UTF8.GetBytes(value, _output.GetSpan(length));
        _output.Advance(length);
    }

    public void Time(DateTimeOffset value) => Fixed64((ulong)value.UtcTicks);

    public void Time(DateTimeOffset? value) => Fixed64((ulong)(value?.UtcTicks ?? 0));

    public void Span(TimeSpan value) => Signed(value.Ticks);
}
