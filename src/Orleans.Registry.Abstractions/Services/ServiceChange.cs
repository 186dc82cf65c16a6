namespace Orleans.Registry;

/// <summary>
/// One change of one service: the unit of history, of storage and of the watch. Carries the record after it, so that
/// applying it needs nothing else, and the record before it, so that history can be read backwards. Immutable.
/// </summary>
public sealed class ServiceChange
{
    private readonly long _at;

    // A policy, a configuration, an override or, when nothing else tells it, the instance's id: no change has two of them, and
    // a registry holds a million changes.
    private readonly object? _what;

    /// <summary>What happened.</summary>
    public required ChangeKind Kind { get; init; }

    /// <summary>Its number; the change before it has the number one less.</summary>
    public required Revision Revision { get; init; }

    /// <summary>When the registry decided it (UTC). Not ordered by itself: clocks jump; revisions do not.</summary>
    public required DateTimeOffset At
    {
        get => new(_at, TimeSpan.Zero);
        init => _at = value.UtcTicks;
    }

    /// <summary>
    /// The instance concerned; <c>default</c> for changes of policy or configuration. That of <see cref="After"/> or
    /// <see cref="Before"/> where there is one.
    /// </summary>
    public InstanceId InstanceId
    {
        get => (After ?? Before)?.Id ?? (_what is string id ? InstanceId.OfValid(id) : default);
        init => _what ??= value.IsEmpty ? null : value.Value;
    }

    /// <summary>The instance's record before; <c>null</c> when there was none.</summary>
    public ServiceInstance? Before { get; init; }

    /// <summary>The instance's record after; <c>null</c> when there is none.</summary>
    public ServiceInstance? After { get; init; }

    /// <summary>
    /// The operator override bound to <see cref="InstanceId"/> after the change; <c>null</c> for none. One that is bound has an
    /// instance before or after the change.
    /// </summary>
    public OperatorOverride? Override
    {
        get => _what as OperatorOverride;
        init => _what = value ?? _what;
    }

    /// <summary>Why the instance was removed; <see cref="RemovalReason.None"/> when it was not.</summary>
    public RemovalReason Reason { get; init; }

    /// <summary>Why, for people; never null.</summary>
    public string Cause { get; init; } = string.Empty;

    /// <summary>The caller's id of the mutation; none when it gave none or the registry acted by itself.</summary>
    public OperationId OperationId { get; init; }

    /// <summary>The new policy, for <see cref="ChangeKind.PolicyChanged"/>.</summary>
    public VersionedPolicy? Policy
    {
        get => _what as VersionedPolicy;
        init => _what = value ?? _what;
    }

    /// <summary>The new configuration, for <see cref="ChangeKind.ConfigChanged"/>.</summary>
    public VersionedConfiguration? Configuration
    {
        get => _what as VersionedConfiguration;
        init => _what = value ?? _what;
    }

    /// <summary>The status before, <see cref="InstanceStatus.Unknown"/> when there was no instance.</summary>
    public InstanceStatus OldStatus => Before?.Status ?? InstanceStatus.Unknown;

    /// <summary>The status after, <see cref="InstanceStatus.Unknown"/> when there is no instance.</summary>
    public InstanceStatus NewStatus => After?.Status ?? InstanceStatus.Unknown;

    /// <inheritdoc/>
    public override string ToString() => $"{Revision} {Kind} {InstanceId} {OldStatus}->{NewStatus}";
}
