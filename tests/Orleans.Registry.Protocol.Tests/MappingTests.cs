namespace Orleans.Registry.Protocol.Tests;

/// <summary>What goes over the wire comes back as it was.</summary>
public sealed class MappingTests
{
    [Fact]
    public void A_registration_comes_back_as_it_was()
    {
        var dto = Json.Copy(Samples.Registration.ToDto(), ProtocolJsonContext.Strict.RegistrationDto);

        Assert.Equal(Samples.Registration, dto.ToDomain().GetValueOrThrow());
    }

    [Fact]
    public void An_instance_comes_back_as_it_was()
    {
        var back = Json.Copy(AnswerOf(Samples.Instance), ProtocolJsonContext.Default.InstanceAnswerDto).ToDomain();

        Same(Samples.Instance, back.Instance);
        Assert.Equal(Samples.Freshness, back.Freshness);
        Assert.Equal(new LeaseInfo(TimeSpan.FromSeconds(3), Samples.Time, TimeSpan.FromTicks(1)), back.Lease);
    }

    [Fact]
    public void A_snapshot_comes_back_as_it_was()
    {
        var answer = new ServiceAnswer(Samples.Snapshot, Samples.Freshness);

        var back = Json.Copy(answer.ToDto(), ProtocolJsonContext.Default.ServiceAnswerDto).ToDomain();

        Same(Samples.Snapshot, back.Snapshot);
        Assert.Equal(Samples.Freshness, back.Freshness);
    }

    [Fact]
    public void A_snapshot_before_any_change_comes_back_as_it_was()
    {
        var empty = new ServiceSnapshot
        {
            Service = ServiceName.Parse("web"), Epoch = Epoch.None, Revision = Revision.None, Instances = [], Policy = VersionedPolicy.BuiltIn,
        };

        var back = empty.ToDto().ToDomain();

        Same(empty, back);
        Assert.Equal(default, back.ChangedAt);
        Assert.Equal(VersionedPolicy.BuiltIn, back.Policy);
    }

    [Fact]
    public void Changes_come_back_as_they_were()
    {
        var page = new HistoryPage(Samples.Position.Epoch, [Samples.Change, Samples.DocumentChange], new Revision(2), new Revision(10));

        var back = Json.Copy(page.ToDto(), ProtocolJsonContext.Default.HistoryPageDto).ToDomain();

        Same(Samples.Change, back.Changes[0]);
        Same(Samples.DocumentChange, back.Changes[1]);
        Assert.Equal((page.Epoch, page.OldestRevision, page.LastRevision), (back.Epoch, back.OldestRevision, back.LastRevision));
    }

    [Fact]
    public void Watch_events_come_back_as_they_were()
    {
        WatchEvent[] events =
        [
            WatchEvent.ForSnapshot(Samples.Snapshot, SnapshotReason.HistoryGone),
            WatchEvent.ForChange(Samples.Snapshot.Service, Samples.Position.Epoch, Samples.Change),
            WatchEvent.Heartbeat,
        ];

        foreach (var value in events)
        {
            var back = Json.Copy(value.ToDto(), ProtocolJsonContext.Default.WatchEventDto).ToDomain();

            Assert.Equal((value.Kind, value.Service, value.Position, value.Reason), (back.Kind, back.Service, back.Position, back.Reason));
            Assert.Equal((value.Snapshot is null, value.Change is null), (back.Snapshot is null, back.Change is null));
        }
    }

    [Fact]
    public void A_watch_request_comes_back_as_it_was()
    {
        var request = new WatchRequest
        {
            Targets = [new(ServiceName.Parse("web"), Samples.Position), new(ServiceName.Parse("api"))],
            WatcherId = "w",
            WatcherName = "checkout",
            Confirmation = WatchConfirmation.Explicit,
            HeartbeatInterval = TimeSpan.FromSeconds(2.5),
        };

        var back = Json.Copy(request.ToDto(), ProtocolJsonContext.Strict.WatchRequestDto).ToDomain().GetValueOrThrow();

        Assert.Equal(request.Targets, back.Targets);
        Assert.Equal(request with { Targets = back.Targets }, back);
    }

    [Fact]
    public void Receipts_come_back_as_they_were()
    {
        var registration = new RegistrationReceipt(Samples.Instance, Samples.Position, true);
        var mutation = new MutationReceipt(Samples.Position, true, null);
        var drain = new DrainProgress(Samples.Position, false, 3, 1, ["checkout", "cart"], 2);

        var registrationBack = Json.Copy(registration.ToDto(), ProtocolJsonContext.Default.RegistrationReceiptDto).ToDomain();
        var drainBack = Json.Copy(drain.ToDto(), ProtocolJsonContext.Default.DrainProgressDto).ToDomain();

        Assert.Equal((registration.Position, registration.IsNew), (registrationBack.Position, registrationBack.IsNew));
        Assert.Equal(mutation, Json.Copy(mutation.ToDto(), ProtocolJsonContext.Default.MutationReceiptDto).ToDomain());
        Assert.Equal(drain.Late, drainBack.Late);
        Assert.Equal(drain with { Late = drainBack.Late }, drainBack);
    }

    [Fact]
    public void Small_requests_come_back_as_they_were()
    {
        var update = new InstanceUpdate
        {
            Weight = 3,
            Tags = TagSet.Create(["x"]),
            Metadata = new Dictionary<string, string?> { ["set"] = "1", ["gone"] = null },
            ExpectedRevision = new Revision(7),
        };
        var report = new HealthReport(InstanceSignal.CheckFailed, "disk", "full");
        var request = new OverrideRequest(InstanceStatus.OutOfService, "why", "ann");

        var back = Json.Copy(update.ToDto(), ProtocolJsonContext.Strict.InstanceUpdateDto).ToDomain().GetValueOrThrow();

        Assert.Equal(update.Metadata, back.Metadata);
        Assert.Equal(update with { Metadata = back.Metadata }, back);
        Assert.Equal(report, Json.Copy(report.ToDto(), ProtocolJsonContext.Strict.HealthReportDto).ToDomain().GetValueOrThrow());
        Assert.Equal(request, Json.Copy(request.ToDto(), ProtocolJsonContext.Strict.OverrideRequestDto).ToDomain().GetValueOrThrow());
    }

    [Fact]
    public void Documents_come_back_as_they_were()
    {
        var change = new DocumentChange { ExpectedVersion = 3, By = "ann", Comment = "why", OperationId = Samples.Change.OperationId };
        var entries = StringMap.Create([new("a", "1")]);
        var caller = new CallerContext { Region = "eu", Zone = "z", Headers = StringMap.Create([new("x-canary", "yes")]) };

        var policy = Json.Copy(Samples.Policy.ToDto(change), ProtocolJsonContext.Strict.PolicyChangeDto).ToDomain(change.OperationId).GetValueOrThrow();
        var configuration = Json.Copy(entries.ToDto(change), ProtocolJsonContext.Strict.ConfigurationChangeDto).ToDomain(change.OperationId).GetValueOrThrow();
        var rollback = Json.Copy(change.ToRollback(2), ProtocolJsonContext.Strict.RollbackDto).ToDomain(change.OperationId).GetValueOrThrow();
        var trial = Json.Copy(Samples.Policy.ToDto(caller), ProtocolJsonContext.Strict.WhatIfRequestDto).ToDomain().GetValueOrThrow();

        Assert.Equal((Samples.Policy, change), policy);
        Assert.Equal((entries, change), configuration);
        Assert.Equal((2L, change), rollback);
        Assert.Equal((Samples.Policy, caller), trial);
    }

    [Fact]
    public void Figures_come_back_as_they_were()
    {
        var stats = new RegistryStats
        {
            IsReady = false, NotReadyReason = "loading", Services = 1, ProtectedServices = 2, Watchers = 3, Registrations = 4, Renewals = 5,
            Expirations = 6, Discoveries = 7, Changes = 8, Store = "journal", Durability = StoreDurability.OperatingSystem, StartedAt = Samples.Time,
            Instances = Enum.GetValues<InstanceStatus>().ToDictionary(static s => s, static s => (int)s * 10),
        };

        var back = Json.Copy(stats.ToDto(), ProtocolJsonContext.Default.StatsDto).ToDomain();

        Assert.Equal(stats.Instances, back.Instances);
        Assert.Equal(stats with { Instances = back.Instances }, back);
    }

    [Fact]
    public void Renewals_and_outcomes_come_back_as_they_were()
    {
        Renewal[] renewals = [new(InstanceId.Parse("a"), 5), new(InstanceId.Parse("b"))];
        var outcomes = new RenewalsResponseDto { Renewed = 1, Results = ["renewed", "unknown", "superseded", "notReady"] };

        Assert.Equal("""{"renewals":[{"id":"a","incarnation":"0000000000000005"},{"id":"b"}]}""", Json.Write(renewals.ToDto(), ProtocolJsonContext.Default.RenewalsRequestDto));
        Assert.Equal([RenewalOutcome.Renewed, RenewalOutcome.Unknown, RenewalOutcome.Superseded, RenewalOutcome.NotReady], outcomes.ToDomain());
    }

    [Fact]
    public void Every_enumeration_value_has_a_name_and_comes_back()
    {
        Check<InstanceStatus>(WireNames.Of);
        Check<ChangeKind>(WireNames.Of);
        Check<RemovalReason>(WireNames.Of);
        Check<InstanceSignal>(WireNames.Of);
        Check<HealthCheckKind>(WireNames.Of);
        Check<AnswerSource>(WireNames.Of);
        Check<LocalityPreference>(WireNames.Of);
        Check<RenewalOutcome>(WireNames.Of);
        Check<WatchEventKind>(WireNames.Of);
        Check<SnapshotReason>(WireNames.Of);
        Check<StoreDurability>(WireNames.Of);

        static void Check<T>(Func<T, string> name)
            where T : struct, Enum
        {
            foreach (var value in Enum.GetValues<T>())
            {
                Assert.Equal(value, WireNames.Parse<T>(name(value)));
            }

            Assert.False(WireNames.TryParse<T>("Healthy", out _));
            Assert.Throws<FormatException>(static () => WireNames.Parse<T>("7"));
        }
    }

    private static InstanceAnswerDto AnswerOf(ServiceInstance instance)
        => new InstanceAnswer(instance, new LeaseInfo(TimeSpan.FromSeconds(3), Samples.Time, TimeSpan.FromTicks(1)), Samples.Freshness).ToDto();

    private static void Same(ServiceInstance expected, ServiceInstance actual) => SameProperties(expected, actual);

    private static void Same(ServiceChange expected, ServiceChange actual)
    {
        SameProperties(expected, actual, nameof(ServiceChange.Before), nameof(ServiceChange.After));
        Assert.Equal((expected.Before is null, expected.After is null), (actual.Before is null, actual.After is null));
        if (expected.Before is not null)
        {
            Same(expected.Before, actual.Before!);
        }
    }

    private static void Same(ServiceSnapshot expected, ServiceSnapshot actual)
    {
        SameProperties(expected, actual, nameof(ServiceSnapshot.Instances));
        Assert.Equal(expected.Instances.Count, actual.Instances.Count);
        for (var i = 0; i < expected.Instances.Count; i++)
        {
            Same(expected.Instances[i], actual.Instances[i]);
        }
    }

    /// <summary>By reflection, so that a member added to the domain and forgotten on the wire fails here.</summary>
    private static void SameProperties<T>(T expected, T actual, params string[] except)
    {
        foreach (var property in typeof(T).GetProperties().Where(p => !except.Contains(p.Name)))
        {
            Assert.Equal((property.Name, property.GetValue(expected)), (property.Name, property.GetValue(actual)));
        }
    }
}
