namespace Orleans.Registry.ConformanceTests.Registries.Checking;

/// <summary>What holds for every change, whatever it is.</summary>
internal static class ChangeRules
{
    public static void Check(ServiceChange change)
    {
        Assert.True(Enum.IsDefined(change.Kind) && change.Kind != ChangeKind.None, $"{change.Kind} is not a kind of change.");
        Assert.NotEqual(default, change.At);
        if (change.Kind is ChangeKind.PolicyChanged or ChangeKind.ConfigChanged)
        {
            CheckDocument(change);
            return;
        }

        Assert.False(change.InstanceId.IsEmpty);
        Assert.True(change.Policy is null && change.Configuration is null);
        Assert.True(change.Before is null || change.Before.Id == change.InstanceId);
        Assert.True(change.After is null || (change.After.Id == change.InstanceId && change.After.ModifiedRevision == change.Revision), change.ToString());
        Assert.False(string.IsNullOrEmpty(change.Cause), $"{change} does not say why.");
        CheckKind(change);
    }

    private static void CheckDocument(ServiceChange change)
    {
        Assert.True(change.InstanceId.IsEmpty && change.Before is null && change.After is null);
        Assert.Equal(change.Kind == ChangeKind.PolicyChanged, change.Policy is not null);
        Assert.Equal(change.Kind == ChangeKind.ConfigChanged, change.Configuration is not null);
    }

    private static void CheckKind(ServiceChange change)
    {
        var isRemoval = change.Kind is ChangeKind.Deregistered or ChangeKind.Expired;
        Assert.Equal(isRemoval, change.Before is not null && change.After is null);
        Assert.Equal(isRemoval, change.Reason != RemovalReason.None);
        Assert.Equal(change.Kind == ChangeKind.Registered, change.Before is null && change.After is not null);
        Assert.Equal(change.Kind == ChangeKind.Expired, change.Reason == RemovalReason.Expired);
        var expected = change.Kind switch
        {
            ChangeKind.Healthy => InstanceStatus.Healthy,
            ChangeKind.Unhealthy => InstanceStatus.Unhealthy,
            ChangeKind.Draining => InstanceStatus.Draining,
            _ => change.NewStatus,
        };
        Assert.Equal(expected, change.NewStatus);
    }
}
