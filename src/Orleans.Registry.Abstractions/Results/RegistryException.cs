namespace Orleans.Registry;

/// <summary>A refusal that the caller declared to be a bug by asking for the value all the same.</summary>
public sealed class RegistryException : Exception
{
    /// <summary>Wraps a refusal.</summary>
    public RegistryException(RegistryError error)
        : base(error is null ? null : $"{error.Code}: {error.Message}")
        => Error = error ?? throw new ArgumentNullException(nameof(error));

    /// <summary>The refusal.</summary>
    public RegistryError Error { get; }
}
