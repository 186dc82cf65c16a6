using System.Diagnostics.CodeAnalysis;

namespace Orleans.Registry;

/// <summary>Either a value or the reason why there is none. <c>default</c> is neither and must not be returned.</summary>
/// <typeparam name="T">The value.</typeparam>
public readonly struct RegistryResult<T>
{
    private RegistryResult(T? value, RegistryError? error)
    {
        Value = value;
        Error = error;
    }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => Error is null;

    /// <summary>The value of a success.</summary>
    public T? Value { get; }

    /// <summary>The reason of a refusal.</summary>
    public RegistryError? Error { get; }

    /// <summary>A success.</summary>
    public static implicit operator RegistryResult<T>(T value) => new(value, null);

    /// <summary>A refusal.</summary>
    public static implicit operator RegistryResult<T>(RegistryError error)
        => new(default, error ?? throw new ArgumentNullException(nameof(error)));

    /// <summary>The value, for callers to whom a refusal is a bug.</summary>
    /// <exception cref="RegistryException">There is none.</exception>
    public T GetValueOrThrow() => IsSuccess ? Value : throw new RegistryException(Error);
}
