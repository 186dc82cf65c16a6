namespace Orleans.Registry.ConformanceTests.Registries;

/// <summary>A running registry that a suite tries. Disposing it ends it and removes its data.</summary>
public abstract class RegistryUnderTest : IAsyncDisposable
{
    /// <summary>The registry; another object after a restart, if need be.</summary>
    public abstract IServiceRegistry Registry { get; }

    /// <summary>
    /// Ends the registry and starts it again, ready. Needed by <see cref="Aspects.RestartConformance"/> only.
    /// </summary>
    /// <param name="keepState">Whether it finds what was stored; if not, it starts with nothing, as after a lost disk.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public virtual ValueTask RestartAsync(bool keepState, CancellationToken cancellationToken)
        => throw new NotSupportedException($"{GetType().Name} cannot be restarted: do not inherit the suite that asks for it.");

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
