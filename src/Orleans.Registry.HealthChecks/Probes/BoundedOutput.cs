using System.Text;

namespace Orleans.Registry.HealthChecks;

/// <summary>Reads what a program prints to its end and keeps the first bytes of it. Two streams may be read at once.</summary>
internal sealed class BoundedOutput(int most)
{
    private readonly Lock _gate = new();
    private readonly byte[] _kept = new byte[most];
    private int _length;

    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[1024];
        try
        {
            while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                lock (_gate)
                {
                    var taken = Math.Min(read, _kept.Length - _length);
                    buffer.AsSpan(0, taken).CopyTo(_kept.AsSpan(_length));
                    _length += taken;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // What was read until then counts.
        }
    }

    public override string ToString()
    {
        lock (_gate)
        {
            return Encoding.UTF8.GetString(_kept, 0, _length).Trim();
        }
    }
}
