using Orleans.Registry.Routing;

namespace Orleans.Registry.Client;

/// <summary>
/// One watched service: always the latest that is known, and the next instance to call. When the registry is gone the last
/// known state stays, and its age grows. All members may be used from many threads at once.
/// </summary>
public interface IServiceEndpoints
{
    /// <summary>The service.</summary>
    ServiceName Service { get; }

    /// <summary>What is known; <c>null</c> before anything is.</summary>
    EndpointSnapshot? Snapshot { get; }

    /// <summary>
    /// How fresh that is; the age is the time since the registry last showed that nothing newer exists. <c>null</c> before
    /// anything is known.
    /// </summary>
    Freshness? Freshness { get; }

    /// <summary>
    /// Picks an instance to call: synchronous, without locks or allocation. The caller says when the call starts and ends
    /// (<see cref="Endpoint.CallStarted"/>, <see cref="Endpoint.CallEnded"/>), which the balancing goes by.
    /// </summary>
    /// <returns>The endpoint; <c>null</c> when there is none (see <see cref="WhyNone"/>).</returns>
    Endpoint? Pick();

    /// <summary>Picks an instance for a call of which something is known.</summary>
    /// <returns>The endpoint; <c>null</c> when there is none.</returns>
    Endpoint? Pick(scoped in PickContext context);

    /// <summary>Picks an instance for a call by its headers too, as the traffic policy's header routes ask.</summary>
    /// <returns>The endpoint; <c>null</c> when there is none.</returns>
    Endpoint? Pick<THeaders>(THeaders headers, scoped in PickContext context)
        where THeaders : IRequestHeaders;

    /// <summary>Waits until something is known, at once when it is.</summary>
    ValueTask<EndpointSnapshot> WaitForSnapshotAsync(CancellationToken cancellationToken = default);

    /// <summary>Why there is nothing to call now, as an exception ready to be thrown.</summary>
    NoEndpointException WhyNone();

    /// <summary>
    /// Raised after the snapshot was replaced, one call at a time, in order. Handlers must be quick and must not throw.
    /// </summary>
    event Action<EndpointSnapshot>? Changed;
}
