namespace Orleans.Registry.Simulation.Oracles;

/// <summary>What a command must do: be refused, do nothing, or make one change.</summary>
internal sealed record Verdict
{
    public static Verdict Nothing { get; } = new();

    public RegistryErrorCode Error { get; private init; }

    public InstanceStatus? Reported { get; init; }

    public TagSet Failing { get; private init; } = TagSet.Empty;

    public InstanceDetails? Details { get; private init; }

    public ulong Incarnation { get; private init; }

    public DateTimeOffset? LapsedAt { get; init; }

    public bool HasOverride { get; init; }

    /// <summary>Its time does not count.</summary>
    public OperatorOverride? Override { get; init; }

    public RemovalReason? Removal { get; private init; }

    public ServicePolicy? Policy { get; private init; }

    public StringMap? Entries { get; private init; }

    public static Verdict Refused(RegistryErrorCode error) => new() { Error = error };

    public static Verdict Gone(RemovalReason reason) => new() { Removal = reason };

    public static Verdict Record(InstanceStatus reported, TagSet failing, InstanceDetails details, ulong incarnation, OperatorOverride? set) => new()
    {
        Reported = reported,
        Failing = failing,
        Details = details,
        Incarnation = incarnation,
        HasOverride = set is not null,
        Override = set,
    };

    public static Verdict Document(ServicePolicy? policy, StringMap? entries) => new() { Policy = policy, Entries = entries };

    /// <summary>Whether a change is the one that must be made.</summary>
    public bool Fits(ServiceChange change) => this switch
    {
        { Error: not RegistryErrorCode.None } => false,
        { Removal: { } reason } => change.After is null && change.Reason == reason,
        { Policy: { } policy } => change.Policy?.Policy == policy,
        { Entries: { } entries } => entries.Equals(change.Configuration?.Entries),
        { Reported: { } reported } => change.After is { } after
            && after.ReportedStatus == reported
            && after.FailingChecks.Equals(Failing)
            && after.Details == Details
            && after.Incarnation == Incarnation
            && after.LapsedAt == LapsedAt
            && FitsOverride(after.Override),
        _ => false,
    };

    private bool FitsOverride(OperatorOverride? set)
        => HasOverride == set is not null && (set is null || (set.Status, set.Reason, set.By) == (Override!.Status, Override.Reason, Override.By));
}
