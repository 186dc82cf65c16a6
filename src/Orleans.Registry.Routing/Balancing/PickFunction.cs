namespace Orleans.Registry.Routing;

/// <summary>
/// Chooses one of two or more endpoints; called from many threads at once, must not block. A choice that is not available or
/// was tried is asked for again up to three times, then another endpoint is taken in its place.
/// </summary>
/// <param name="endpoints">The endpoints; the choice must be one of them.</param>
/// <param name="context">What is known of the call.</param>
/// <returns>The choice; <c>null</c> to pick none at all.</returns>
public delegate Endpoint? PickFunction(EndpointSet endpoints, scoped in PickContext context);
