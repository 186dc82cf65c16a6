namespace Orleans.Registry;

/// <summary>How near an instance a caller prefers.</summary>
public enum LocalityPreference
{
    /// <summary>Any instance.</summary>
    None = 0,

    /// <summary>The caller's region, else any.</summary>
    Region = 1,

    /// <summary>The caller's zone, else its region, else any.</summary>
    Zone = 2,
}
