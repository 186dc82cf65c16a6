namespace Orleans.Registry.Core;

/// <summary>The times of the last expiries of a service, for the protection budget. Part of the state, rebuilt by replay.</summary>
internal sealed class ExpiryWindow
{
    private readonly Queue<DateTimeOffset> _times = new();

    public void Add(DateTimeOffset at) => _times.Enqueue(at);

    /// <summary>Forgets what lies further back than any window may reach.</summary>
    public void Trim(DateTimeOffset now, TimeSpan window)
    {
        while (_times.TryPeek(out var oldest) && oldest <= now - window)
        {
            _times.Dequeue();
        }
    }

    /// <summary>Expiries later than <paramref name="now"/> minus <paramref name="window"/>; those of a clock that has since
    /// stepped back count too.</summary>
    public int Count(DateTimeOffset now, TimeSpan window)
    {
        var count = 0;
        foreach (var time in _times)
        {
            if (time > now - window)
            {
                count++;
            }
        }

        return count;
    }
}
