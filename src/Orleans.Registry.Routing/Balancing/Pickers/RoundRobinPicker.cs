namespace Orleans.Registry.Routing;

/// <summary>One endpoint after the other, from a random one on, so that callers do not start in step.</summary>
internal sealed class RoundRobinPicker : EndpointPicker
{
    private readonly Endpoint[] _endpoints;
    private uint _turn;

    public RoundRobinPicker(EndpointSet endpoints, PickerSettings settings)
        : base(endpoints, settings)
    {
        _endpoints = endpoints.Items;
        _turn = (uint)RandomMath.Below(settings.Random.Next(), Math.Max(1, _endpoints.Length));
    }

    // The turn wraps after 2^32 picks; the order then jumps once.
    protected override Endpoint? Choose(scoped in PickContext context)
        => _endpoints[Interlocked.Increment(ref _turn) % (uint)_endpoints.Length];
}
