namespace Orleans.Registry.Client;

/// <summary>The dice of the client, so that a test can load them. Safe to use from many threads.</summary>
internal sealed class ClientRandom(Func<double> next)
{
    public ClientRandom()
        : this(Random.Shared.NextDouble)
    {
    }

    /// <summary>At least 0, below 1.</summary>
    public double Next() => next();
}
