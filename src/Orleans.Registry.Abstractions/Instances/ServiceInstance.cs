namespace Orleans.Registry;

/// <summary>
/// One registered instance as it was at one revision of its service. Immutable; a change makes a new record that shares
/// <see cref="Details"/> with the old. Records of the same id and <see cref="ModifiedRevision"/> in one epoch are the same.
/// </summary>
/// <remarks>The last renewal is not part of the record: renewals write nothing and make no revision (see <see cref="LeaseInfo"/>).</remarks>
public sealed class ServiceInstance
{
    // UTC ticks instead of DateTimeOffset: half the bytes, and a registry holds a million of these.
    private readonly long _registeredAt;
    private readonly long _statusSince;
    private readonly long _lapsedAt;

    /// <summary>Its service.</summary>
    public required ServiceName Service { get; init; }

    /// <summary>Its id.</summary>
    public required InstanceId Id { get; init; }

    /// <summary>What it says of itself.</summary>
    public required InstanceDetails Details { get; init; }

    /// <summary>What the instance and its checks say, whatever an operator put over it.</summary>
    public required InstanceStatus ReportedStatus { get; init; }

    /// <summary>What an operator put over it; <c>null</c> for nothing.</summary>
    public OperatorOverride? Override { get; init; }

    /// <summary>When it was first registered under this id without a gap (UTC).</summary>
    public required DateTimeOffset RegisteredAt
    {
        get => new(_registeredAt, TimeSpan.Zero);
        init => _registeredAt = value.UtcTicks;
    }

    /// <summary>Since when <see cref="Status"/> is what it is (UTC).</summary>
    public required DateTimeOffset StatusSince
    {
        get => new(_statusSince, TimeSpan.Zero);
        init => _statusSince = value.UtcTicks;
    }

    /// <summary>Why <see cref="Status"/> is what it is, for people and for explain; never null.</summary>
    public string StatusReason { get; init; } = string.Empty;

    /// <summary>
    /// When its lease ran out while protection held the removal back (UTC); <c>null</c> in every other case. Such an
    /// instance is <see cref="InstanceStatus.Unhealthy"/> by report, or <see cref="InstanceStatus.Starting"/> as it was before.
    /// </summary>
    public DateTimeOffset? LapsedAt
    {
        get => _lapsedAt == 0 ? null : new DateTimeOffset(_lapsedAt, TimeSpan.Zero);
        init => _lapsedAt = value?.UtcTicks ?? 0;
    }

    /// <summary>Names of the checks that failed last; the instance is healthy again once none is left.</summary>
    public TagSet FailingChecks { get; init; } = TagSet.Empty;

    /// <summary>The <see cref="InstanceRegistration.Incarnation"/> of the process that registered it last.</summary>
    public ulong Incarnation { get; init; }

    /// <summary>The revision that registered it.</summary>
    public required Revision CreatedRevision { get; init; }

    /// <summary>The revision that made this record.</summary>
    public required Revision ModifiedRevision { get; init; }

    /// <summary>The status in force: the operator's if there is one, else the reported one.</summary>
    public InstanceStatus Status => Override?.Status ?? ReportedStatus;

    /// <summary>Whether it is meant to be called.</summary>
    public bool IsHealthy => Status == InstanceStatus.Healthy;

    /// <summary>Host name or IP address to call.</summary>
    public string Address => Details.Address;

    /// <summary>Port to call; 0 for none.</summary>
    public int Port => Details.Port;

    /// <inheritdoc/>
    public override string ToString() => $"{Service}/{Id} {Status} at {Address}:{Port} (revision {ModifiedRevision})";
}
