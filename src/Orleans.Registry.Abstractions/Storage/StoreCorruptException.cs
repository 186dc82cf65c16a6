namespace Orleans.Registry;

/// <summary>
/// The stored data is damaged, of a newer format or held by another process: the registry must not start, because it would
/// serve or overwrite what it cannot read. The message says what was found, where, and what an operator can do.
/// </summary>
public sealed class StoreCorruptException : Exception
{
    /// <summary>Creates the exception.</summary>
    public StoreCorruptException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
