using System.Diagnostics.CodeAnalysis;

namespace Orleans.Registry;

/// <summary>
/// Names one mutation, so that sending it again after a lost reply does not apply it twice. Chosen by the caller: a fresh
/// random value for each mutation, the same value for each retry of it. <c>default</c> (all zero) means that the caller
/// gave none.
/// </summary>
/// <remarks>
/// The registry remembers an id with the change it caused, for as long as that change stays in the service's change log.
/// Mutations that change nothing leave no trace, and repeating them changes nothing again.
/// </remarks>
/// <param name="Value">128 bits, written as a GUID.</param>
public readonly record struct OperationId(Guid Value)
{
    /// <summary>No id given.</summary>
    public static OperationId None => default;

    /// <summary>Whether the caller gave no id.</summary>
    public bool IsNone => Value == Guid.Empty;

    /// <summary>Draws a fresh random id.</summary>
    public static OperationId NewId() => new(Guid.NewGuid());

    /// <summary>Reads a GUID in any of its usual forms; the all-zero one is refused.</summary>
    public static bool TryParse([NotNullWhen(true)] string? value, out OperationId id)
    {
        var valid = Guid.TryParse(value, out var guid) && guid != Guid.Empty;
        id = valid ? new OperationId(guid) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}
