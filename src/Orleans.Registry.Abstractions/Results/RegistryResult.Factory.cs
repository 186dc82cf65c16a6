namespace Orleans.Registry;

/// <summary>Makes results where the conversion operators cannot be used (interface-typed values).</summary>
public static class RegistryResult
{
    /// <summary>A success.</summary>
    public static RegistryResult<T> Success<T>(T value) => value;

    /// <summary>A refusal.</summary>
    public static RegistryResult<T> Failure<T>(RegistryError error) => error;

    /// <summary>A refusal.</summary>
    public static RegistryResult<T> Failure<T>(RegistryErrorCode code, string message) => new RegistryError(code, message);
}
