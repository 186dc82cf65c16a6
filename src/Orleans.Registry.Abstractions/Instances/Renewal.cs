namespace Orleans.Registry;

/// <summary>A wish to renew one lease.</summary>
/// <param name="Id">The instance.</param>
/// <param name="Incarnation">
/// The <see cref="InstanceRegistration.Incarnation"/> the caller registered with, so that it learns when another process
/// took the id over; 0 to renew whoever has the id.
/// </param>
public readonly record struct Renewal(InstanceId Id, ulong Incarnation = 0);
