namespace Orleans.Registry.Protocol;

/// <summary>One change of one service.</summary>
public sealed class ServiceChangeDto
{
    /// <summary>What happened.</summary>
    public required string Kind { get; init; }

    /// <summary>Its number.</summary>
    public long Revision { get; init; }

    /// <summary>When it was decided (UTC).</summary>
    public DateTime At { get; init; }

    /// <summary>The instance concerned; absent for changes of policy or configuration.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The status before; <c>unknown</c> when there was no instance.</summary>
    public string? OldStatus { get; init; }

    /// <summary>The status after; <c>unknown</c> when there is no instance.</summary>
    public string? NewStatus { get; init; }

    /// <summary>Why the instance was removed; absent when it was not.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, for people.</summary>
    public string Cause { get; init; } = string.Empty;

    /// <summary>The caller's operation id; absent for none.</summary>
    public string? OperationId { get; init; }

    /// <summary>The record before; absent when there was none.</summary>
    public InstanceDto? Before { get; init; }

    /// <summary>The record after; absent when there is none.</summary>
    public InstanceDto? After { get; init; }

    /// <summary>The operator's override after the change; absent for none.</summary>
    public OverrideDto? Override { get; init; }

    /// <summary>The new policy.</summary>
    public VersionedPolicyDto? Policy { get; init; }

    /// <summary>The new configuration.</summary>
    public VersionedConfigurationDto? Configuration { get; init; }
}
