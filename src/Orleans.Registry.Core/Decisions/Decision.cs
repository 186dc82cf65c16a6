namespace Orleans.Registry.Core;

/// <summary>What <see cref="ServiceState.Decide"/> found: a refusal, or changes to store and then apply (possibly none).</summary>
public readonly struct Decision
{
    private Decision(RegistryError? error, IReadOnlyList<ServiceChange> changes, ServiceChange? replayOf)
    {
        Error = error;
        Changes = changes;
        ReplayOf = replayOf;
    }

    /// <summary>The refusal; <c>null</c> when there is none.</summary>
    public RegistryError? Error { get; }

    /// <summary>The changes in order; none when nothing is to change.</summary>
    public IReadOnlyList<ServiceChange> Changes { get; }

    /// <summary>The change that the same operation id made before; then nothing is to change now (P8).</summary>
    public ServiceChange? ReplayOf { get; }

    internal static Decision Unchanged { get; } = new(null, [], null);

    internal static Decision Refuse(RegistryErrorCode code, string message) => new(new RegistryError(code, message), [], null);

    internal static Decision Refuse(RegistryError error) => new(error, [], null);

    internal static Decision Replay(ServiceChange change) => new(null, [], change);

    internal static Decision Change(ServiceChange change) => new(null, [change], null);

    internal static Decision Change(IReadOnlyList<ServiceChange> changes) => new(null, changes, null);
}
