namespace Orleans.Registry.Client;

/// <summary>Whether the registry answers, as this process sees it.</summary>
/// <param name="IsReachable">Whether the last thing heard of it was an answer. True before anything was asked.</param>
/// <param name="Since">Since when that is so (UTC).</param>
/// <param name="Address">The address that was tried last.</param>
/// <param name="LastError">Why it cannot be reached; <c>null</c> when it can.</param>
public sealed record RegistryConnectionStatus(bool IsReachable, DateTimeOffset Since, Uri Address, RegistryError? LastError);
