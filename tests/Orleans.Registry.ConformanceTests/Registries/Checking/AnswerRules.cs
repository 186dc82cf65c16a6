namespace Orleans.Registry.ConformanceTests.Registries.Checking;

/// <summary>What holds for every answer of a registry, whatever was asked.</summary>
internal static class AnswerRules
{
    public static void Check(RegistryError? error)
    {
        if (error is null)
        {
            return;
        }

        Assert.True(Enum.IsDefined(error.Code) && error.Code != RegistryErrorCode.None, $"{error.Code} is not an error code.");
        Assert.False(string.IsNullOrWhiteSpace(error.Message), "An error says nothing to people.");
        Assert.Equal(error.Code == RegistryErrorCode.InvalidRequest, error.Fields.Count > 0);
        Assert.All(error.Fields, static f => Assert.False(string.IsNullOrEmpty(f.Field) || string.IsNullOrEmpty(f.Message)));
        Assert.True(error.RetryAfter is null || error.RetryAfter >= TimeSpan.Zero);
    }

    /// <param name="freshness">What the answer says of itself.</param>
    /// <param name="floor">The furthest position of the service that was known before the question.</param>
    /// <param name="options">What was asked.</param>
    public static void Check(Freshness freshness, ServicePosition floor, ReadOptions? options)
    {
        Assert.True(Enum.IsDefined(freshness.Source) && freshness.Source != AnswerSource.None, "An answer does not say who gave it.");
        Assert.True(freshness.Age >= TimeSpan.Zero, $"An answer is {freshness.Age} old.");
        Assert.True(freshness.Position.Revision > Revision.None, "An answer about a service has no revision.");
        Assert.NotEqual(Epoch.None, freshness.Position.Epoch);
        if (options is not null)
        {
            Assert.True(freshness.Position.Revision >= options.MinRevision, $"Asked for {options.MinRevision}, told {freshness.Position}.");
        }

        if (freshness.Source == AnswerSource.Owner)
        {
            Assert.Equal(TimeSpan.Zero, freshness.Age);
            Assert.True(
                freshness.Position.Epoch != floor.Epoch || freshness.Position.Revision >= floor.Revision,
                $"The owner told {freshness.Position} after {floor} had been seen.");
        }

        if (options is { Strong: true })
        {
            Assert.Equal(AnswerSource.Owner, freshness.Source);
        }
    }

    public static void Check(ServiceSnapshot snapshot)
    {
        Assert.Equal(snapshot.Revision == Revision.None, snapshot.Epoch == Epoch.None);
        Assert.Equal(snapshot.Instances.Count, snapshot.Instances.Select(static i => i.Id).Distinct().Count());
        Assert.NotNull(snapshot.Policy);
        foreach (var instance in snapshot.Instances)
        {
            Assert.Equal(snapshot.Service, instance.Service);
            Check(instance, snapshot.Revision);
        }

        var held = snapshot.Instances.Count(static i => i.LapsedAt is not null);
        Assert.Equal(held, snapshot.Protection?.Held ?? 0);
        Check(snapshot.Protection);
    }

    public static void Check(ServiceInstance instance, Revision revision)
    {
        Assert.True(instance.CreatedRevision > Revision.None && instance.CreatedRevision <= instance.ModifiedRevision, instance.ToString());
        Assert.True(instance.ModifiedRevision <= revision, $"{instance} is newer than the revision {revision} it is shown at.");
        Assert.True(instance.StatusSince >= instance.RegisteredAt, $"{instance} has had its status for longer than it is registered.");
        Assert.True(Enum.IsDefined(instance.ReportedStatus) && Enum.IsDefined(instance.Status));
        Assert.NotEqual(InstanceStatus.OutOfService, instance.ReportedStatus);
        Assert.True(instance.Details.Ttl > TimeSpan.Zero, $"{instance} has no TTL.");
        if (instance.LapsedAt is not null)
        {
            Assert.Equal(InstanceStatus.Unhealthy, instance.ReportedStatus);
        }
    }

    public static void Check(ProtectionStatus? protection)
    {
        if (protection is not null)
        {
            Assert.True(protection.Held > 0);
            Assert.True(protection.Since <= protection.Until, $"Protected since {protection.Since} until {protection.Until}.");
            Assert.False(string.IsNullOrWhiteSpace(protection.Reason));
        }
    }

    public static void Check(InstanceAnswer answer)
    {
        Check(answer.Instance, answer.Freshness.Position.Revision);
        if (answer.Lease is { } lease)
        {
            Assert.Equal(answer.Instance.Details.Ttl, lease.Ttl);

            // More than the TTL is the jitter of a takeover.
            Assert.InRange(lease.Remaining, TimeSpan.Zero, lease.Ttl * 2);
            Assert.Equal(TimeSpan.Zero, lease.LastRenewal.Offset);
        }
    }

    public static void Check(DrainProgress drain)
    {
        Assert.Equal(drain.Watchers, drain.Confirmed + drain.Late.Count);
        Assert.True(drain.Confirmed >= 0 && drain.NonConfirming >= 0);
        Assert.True(drain.IsComplete || drain.Late.Count > 0, "A drain that nobody is late for is not complete.");
    }

    public static void Check(HistoryPage page, Revision after, int limit)
    {
        Assert.True(page.Changes.Count <= limit);
        Assert.True(page.OldestRevision <= page.LastRevision);
        for (var i = 0; i < page.Changes.Count; i++)
        {
            Assert.Equal(after.Plus(i + 1), page.Changes[i].Revision);
        }

        Assert.True(page.Changes.Count == limit || page.LastRevision == after.Plus(page.Changes.Count));
    }
}
