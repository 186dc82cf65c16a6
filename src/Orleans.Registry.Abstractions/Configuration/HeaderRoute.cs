namespace Orleans.Registry;

/// <summary>Sends requests with a certain header to certain versions.</summary>
/// <param name="Header">The header's name; 1 to 128 characters; case does not matter.</param>
/// <param name="Value">The exact value; empty for any value; at most 1024 characters.</param>
/// <param name="Version">The versions that take such requests.</param>
public sealed record HeaderRoute(string Header, string Value, VersionRange Version);
