namespace Orleans.Registry;

/// <summary>The share of calls that certain versions get.</summary>
/// <param name="Version">The versions.</param>
/// <param name="Weight">Share relative to the other splits; 0 to 10000.</param>
public sealed record VersionSplit(VersionRange Version, int Weight);
