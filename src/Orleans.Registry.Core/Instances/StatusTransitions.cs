namespace Orleans.Registry.Core;

/// <summary>
/// The status machine: one table from (reported status, signal) to the next reported status. What is not in the table is
/// refused. An operator's override is not part of it: it lies over the reported status, which goes on moving below it, and
/// shows it again when it is cleared.
/// </summary>
public static class StatusTransitions
{
    private const InstanceStatus Refused = (InstanceStatus)(-1);

    // Rows: Unknown, Starting, Healthy, Unhealthy, Draining. A drained instance keeps draining whatever its checks say.
    private static readonly InstanceStatus[,] Table =
    {
        // Ready                 CheckPassed              CheckFailed               Drain                    Resume
        { InstanceStatus.Healthy, InstanceStatus.Healthy,  InstanceStatus.Unhealthy, InstanceStatus.Draining, Refused },
        { InstanceStatus.Healthy, InstanceStatus.Healthy,  InstanceStatus.Unhealthy, InstanceStatus.Draining, Refused },
        { InstanceStatus.Healthy, InstanceStatus.Healthy,  InstanceStatus.Unhealthy, InstanceStatus.Draining, Refused },
        { Refused,                InstanceStatus.Healthy,  InstanceStatus.Unhealthy, InstanceStatus.Draining, Refused },
        { Refused,                InstanceStatus.Draining, InstanceStatus.Draining,  InstanceStatus.Draining, InstanceStatus.Healthy },
    };

    /// <summary>The status after a signal; false when there is no such step.</summary>
    public static bool TryNext(InstanceStatus reported, InstanceSignal signal, out InstanceStatus next)
    {
        next = reported;
        if (reported is < InstanceStatus.Unknown or > InstanceStatus.Draining || signal is < InstanceSignal.Ready or > InstanceSignal.Resume)
        {
            return false;
        }

        next = Table[(int)reported, (int)signal - 1];
        return next != Refused;
    }

    /// <summary>Whether an operator may put this status over an instance.</summary>
    public static bool MayOverride(InstanceStatus status)
        => status is InstanceStatus.OutOfService or InstanceStatus.Healthy or InstanceStatus.Unhealthy;

    /// <summary>The kind of a change that leaves an instance in a status it did not have before.</summary>
    internal static ChangeKind KindOf(InstanceStatus status) => status switch
    {
        InstanceStatus.Healthy => ChangeKind.Healthy,
        InstanceStatus.Unhealthy => ChangeKind.Unhealthy,
        InstanceStatus.Draining => ChangeKind.Draining,
        _ => ChangeKind.Updated,
    };
}
