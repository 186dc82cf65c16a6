namespace Orleans.Registry.ClientSample;

/// <summary>Says when calls begin to fail and when they work again. Safe to use from many threads.</summary>
internal sealed class OutcomePrinter(string peer)
{
    private readonly Lock _lock = new();
    private bool? _works;

    public void Say(bool succeeded, string text)
    {
        lock (_lock)
        {
            if (_works == succeeded)
            {
                return;
            }

            _works = succeeded;
            SampleOutput.Line(succeeded ? $"calls to {peer} work, answered by {text}" : $"calls to {peer} fail: {text}");
        }
    }
}
