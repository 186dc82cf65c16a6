namespace Orleans.Registry.Routing;

/// <summary>
/// A fixed rotation, computed when the endpoints change, in which each endpoint comes as often as its weight says. A pick is one
/// atomic increment: no lock and no weights to update, as nginx needs them. Starts at a random place of the rotation.
/// </summary>
internal sealed class SmoothWeightedRoundRobinPicker : EndpointPicker
{
    private readonly Endpoint[] _rotation;
    private uint _turn;

    public SmoothWeightedRoundRobinPicker(EndpointSet endpoints, PickerSettings settings)
        : base(endpoints, settings)
    {
        var places = SmoothRotation.Of(endpoints.Weights);
        _rotation = Array.ConvertAll(places, place => endpoints.Endpoints[place]);
        _turn = (uint)RandomMath.Below(settings.Random.Next(), Math.Max(1, _rotation.Length));
    }

    protected override Endpoint? Choose(scoped in PickContext context)
        => _rotation[Interlocked.Increment(ref _turn) % (uint)_rotation.Length];
}
