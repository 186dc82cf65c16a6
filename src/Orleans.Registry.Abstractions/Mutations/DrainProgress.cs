namespace Orleans.Registry;

/// <summary>How far a drain is (P10).</summary>
/// <param name="Position">The epoch and revision that drain the instance.</param>
/// <param name="IsComplete">
/// Whether every confirming watcher that was connected has confirmed that revision. It stays true once true.
/// </param>
/// <param name="Watchers">Confirming watchers connected to the service now.</param>
/// <param name="Confirmed">How many of them hold the revision.</param>
/// <param name="Late">The others, by the name they gave.</param>
/// <param name="NonConfirming">Watchers that do not confirm and so are not waited for.</param>
public sealed record DrainProgress(
    ServicePosition Position,
    bool IsComplete,
    int Watchers,
    int Confirmed,
    IReadOnlyList<string> Late,
    int NonConfirming);
