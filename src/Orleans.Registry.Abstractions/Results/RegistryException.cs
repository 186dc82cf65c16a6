namespace Orleans.Registry;

/// <summary>
/// A refusal where there is no value to carry it: the caller declared it to be a bug by asking for the value all the same, or a
/// watch could not be opened.
/// </summary>
public sealed class RegistryException : Exception
{
    /// <summary>Wraps a refusal.</summary>
    public RegistryException(RegistryError error)
        : base(error is null ? null : $"{error.Code}: {error.Message}")
        => Error = error ?? throw new ArgumentNullException(nameof(error));

    /// <summary>The refusal.</summary>
    public RegistryError Error { get; }
}
