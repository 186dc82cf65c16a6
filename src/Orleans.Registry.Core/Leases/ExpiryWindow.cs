namespace Orleans.Registry.Core;

/// <summary>The times of the last expiries of a service, for the protection budget. Part of the state, rebuilt by replay.</summary>
internal sealed class ExpiryWindow
{
    private static readonly TimeSpan MaxWindow = TimeSpan.FromHours(1);

    private readonly Queue<DateTimeOffset> _times = new();

    public void Add(DateTimeOffset at) => _times.Enqueue(at);

    /// <summary>
    /// Forgets what lies further back than any policy's window may reach. Not what lies behind the window in force: a longer
    /// one may be set, and a replay, which knows only the newest policy, must come to the same times.
    /// </summary>
    public void Trim(DateTimeOffset now)
    {
        while (_times.TryPeek(out var oldest) && oldest <= now - MaxWindow)
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
