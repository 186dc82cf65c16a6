namespace Orleans.Registry.Simulation.Running;

/// <summary>How often what the histories are for came about: a check of something that never happens proves nothing.</summary>
internal sealed class Coverage
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Counts => _counts;

    public long this[string what] => _counts.GetValueOrDefault(what);

    public void Count(string what, long times = 1) => _counts[what] = _counts.GetValueOrDefault(what) + times;

    public void Add(Coverage other)
    {
        foreach (var (what, times) in other._counts)
        {
            Count(what, times);
        }
    }
}
