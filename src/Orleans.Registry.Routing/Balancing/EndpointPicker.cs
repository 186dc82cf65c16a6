namespace Orleans.Registry.Routing;

/// <summary>
/// Picks an endpoint out of a fixed set: synchronous, without locks, without allocation, from any number of threads. Made by a
/// <see cref="ILoadBalancingPolicy"/>; replaced, not changed, when endpoints change.
/// </summary>
public abstract class EndpointPicker
{
    private const int Redraws = 3;

    private readonly Endpoint[] _endpoints;

    /// <summary>Keeps what every picker needs.</summary>
    protected EndpointPicker(EndpointSet endpoints, PickerSettings settings)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(settings);
        Endpoints = endpoints;
        Random = settings.Random;
        _endpoints = endpoints.Items;
    }

    /// <summary>The set it picks from.</summary>
    public EndpointSet Endpoints { get; }

    /// <summary>Where randomness comes from.</summary>
    protected IRandomSource Random { get; }

    /// <summary>Picks an endpoint for a call about which nothing is known.</summary>
    /// <returns>The endpoint; <c>null</c> when there is none or none is available.</returns>
    public Endpoint? Pick() => Pick(default);

    /// <summary>Picks an endpoint: one that is available and was not tried, else one that is available.</summary>
    /// <returns>The endpoint; <c>null</c> when there is none or none is available.</returns>
    public Endpoint? Pick(scoped in PickContext context)
    {
        var endpoints = _endpoints;
        if (endpoints.Length <= 1)
        {
            return endpoints.Length == 1 && endpoints[0].IsAvailable ? endpoints[0] : null;
        }

        var choice = Choose(context);
        return choice is null || context.Admits(choice) ? choice : PickOther(choice, context);
    }

    /// <summary>
    /// Chooses among two or more endpoints. It may choose one that the context does not admit and is then asked again, and
    /// passed over in the end; it need not look at availability when asking again gives another choice.
    /// </summary>
    /// <returns>The choice; <c>null</c> to pick none at all.</returns>
    protected abstract Endpoint? Choose(scoped in PickContext context);

    private Endpoint? PickOther(Endpoint firstChoice, scoped in PickContext context)
    {
        // Asking again keeps the policy's proportions among the endpoints that remain; the scan only makes sure of an answer.
        for (var i = 0; i < Redraws; i++)
        {
            var choice = Choose(context);
            if (choice is null || context.Admits(choice))
            {
                return choice;
            }
        }

        var start = RandomMath.Below(Random.Next(), _endpoints.Length);
        var tried = firstChoice.IsAvailable ? firstChoice : null;
        for (var i = 0; i < _endpoints.Length; i++)
        {
            var place = start + i;
            var endpoint = _endpoints[place < _endpoints.Length ? place : place - _endpoints.Length];
            if (context.Admits(endpoint))
            {
                return endpoint;
            }

            tried ??= endpoint.IsAvailable ? endpoint : null;
        }

        return tried;
    }
}
