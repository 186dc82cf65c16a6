namespace Orleans.Registry.Protocol;

/// <summary>Answer: a registration is acknowledged.</summary>
public sealed class RegistrationReceiptDto
{
    /// <summary>Whether the instance was not registered before.</summary>
    public bool IsNew { get; init; }

    /// <summary>The epoch and revision that hold it, as <c>epoch-revision</c>.</summary>
    public required string Position { get; init; }

    /// <summary>The record as it stands.</summary>
    public required InstanceDto Instance { get; init; }
}
