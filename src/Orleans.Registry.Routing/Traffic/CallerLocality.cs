namespace Orleans.Registry.Routing;

/// <summary>Where a caller is. Empty texts (and <c>default</c>) mean not known, which is near to nothing.</summary>
/// <param name="Region">Its region.</param>
/// <param name="Zone">Its zone inside the region.</param>
public readonly record struct CallerLocality(string Region, string Zone)
{
    /// <summary>The locality of a caller as a request describes it.</summary>
    public static CallerLocality Of(CallerContext caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return new CallerLocality(caller.Region, caller.Zone);
    }

    /// <summary>Whether an instance is in the caller's region; false when either does not say.</summary>
    public bool IsInRegion(InstanceDetails details)
    {
        ArgumentNullException.ThrowIfNull(details);
        return !string.IsNullOrEmpty(Region) && string.Equals(Region, details.Region, StringComparison.Ordinal);
    }

    /// <summary>
    /// Whether an instance is in the caller's zone; false when either does not say. Zones of one name in two regions are
    /// different zones; a region that is not said is taken to be the right one.
    /// </summary>
    public bool IsInZone(InstanceDetails details)
    {
        ArgumentNullException.ThrowIfNull(details);
        return !string.IsNullOrEmpty(Zone)
            && string.Equals(Zone, details.Zone, StringComparison.Ordinal)
            && (string.IsNullOrEmpty(Region) || details.Region.Length == 0 || IsInRegion(details));
    }
}
