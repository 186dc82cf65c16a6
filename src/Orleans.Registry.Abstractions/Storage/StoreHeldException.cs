namespace Orleans.Registry;

/// <summary>Another registry holds the store and keeps its claim alive.</summary>
public sealed class StoreHeldException : Exception
{
    /// <summary>Creates the exception.</summary>
    public StoreHeldException(string message)
        : base(message)
    {
    }

    /// <summary>The claim that stands in the way; <c>null</c> when it is not known.</summary>
    public StoreClaim? Holder { get; init; }
}
