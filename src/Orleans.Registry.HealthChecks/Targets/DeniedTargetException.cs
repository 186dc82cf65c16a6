namespace Orleans.Registry.HealthChecks;

/// <summary>A name leads to an address that no check may go to.</summary>
internal sealed class DeniedTargetException(string message) : IOException(message);
