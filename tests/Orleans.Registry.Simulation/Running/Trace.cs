using System.Runtime.CompilerServices;

namespace Orleans.Registry.Simulation.Running;

/// <summary>
/// What happened last, for people. Written only when a history is run again after it has failed: then it is the same one.
/// </summary>
internal sealed class Trace(Timeline timeline, int length)
{
    private readonly Queue<string> _lines = new();

    public bool IsOn => length > 0;

    public void Add([InterpolatedStringHandlerArgument("")] TraceMessage line)
    {
        if (!IsOn)
        {
            return;
        }

        _lines.Enqueue($"{timeline.Now,7} ms  {line.ToText()}");
        if (_lines.Count > length)
        {
            _lines.Dequeue();
        }
    }

    public override string ToString() => string.Join(Environment.NewLine, _lines);
}
