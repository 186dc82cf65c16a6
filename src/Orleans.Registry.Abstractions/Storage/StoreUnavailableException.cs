namespace Orleans.Registry;

/// <summary>
/// The store could not be reached or broke. Of a write it is not known whether it was applied: load the service again
/// before the next write.
/// </summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    public StoreUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
