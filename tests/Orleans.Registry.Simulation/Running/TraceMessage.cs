using System.Runtime.CompilerServices;

namespace Orleans.Registry.Simulation.Running;

/// <summary>A line of the trace, put together only when somebody wants it.</summary>
[InterpolatedStringHandler]
internal ref struct TraceMessage
{
    private DefaultInterpolatedStringHandler _text;

    public TraceMessage(int literalLength, int formattedCount, Trace trace, out bool isNeeded)
    {
        isNeeded = trace.IsOn;
        _text = isNeeded ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string format) => _text.AppendFormatted(value, format);

    public string ToText() => _text.ToStringAndClear();
}
