namespace Orleans.Registry.Benchmarks.Load;

/// <summary>A store that is measured, with the server behind it.</summary>
internal abstract class StoreBackend : IAsyncDisposable
{
    /// <summary>The store and its durability.</summary>
    public abstract string Name { get; }

    /// <summary>What the server beside it is measured with.</summary>
    public abstract string RawName { get; }

    /// <summary>A store on data that no other one of this run uses.</summary>
    public abstract IRegistryStore CreateStore();

    /// <summary>Bytes written to disk so far, as the server counts them.</summary>
    public abstract Task<long> WrittenAsync();

    /// <summary>Writes of some bytes a second that the server takes from some clients without a registry; 0 where there is none.</summary>
    public abstract Task<double> MeasureRawAsync(int clients, int bytes);

    public abstract ValueTask DisposeAsync();
}
