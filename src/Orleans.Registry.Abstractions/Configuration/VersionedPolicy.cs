namespace Orleans.Registry;

/// <summary>One version of a service's policy.</summary>
/// <param name="Version">1 for the first one set, one more for each further; 0 for the built-in default.</param>
/// <param name="Policy">The rules.</param>
/// <param name="At">When it was set (UTC).</param>
/// <param name="By">Who set it; at most 128 characters.</param>
/// <param name="Comment">Why; at most 512 characters.</param>
public sealed record VersionedPolicy(long Version, ServicePolicy Policy, DateTimeOffset At, string By, string Comment)
{
    /// <summary>Version 0: the built-in default.</summary>
    public static VersionedPolicy BuiltIn { get; } = new(0, ServicePolicy.Default, default, string.Empty, string.Empty);
}
