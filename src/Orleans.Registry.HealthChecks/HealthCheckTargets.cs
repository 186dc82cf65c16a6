namespace Orleans.Registry.HealthChecks;

/// <summary>Where the checks of an instance may go.</summary>
public enum HealthCheckTargets
{
    /// <summary>Anywhere but to the denied networks.</summary>
    Any = 0,

    /// <summary>Only to the address that the instance is registered with, on any port; redirects are not followed.</summary>
    OwnAddress = 1,
}
