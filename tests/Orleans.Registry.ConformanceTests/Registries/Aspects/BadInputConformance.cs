using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Registries.Aspects;

/// <summary>Bad registrations: each refused with the fields that are wrong, and nothing changed. And the limit of services.</summary>
public abstract class BadInputConformance(IRegistryFactory factory) : ServiceRegistryConformance(factory)
{
    private const int MaxServices = 5;

    /// <inheritdoc/>
    protected override RegistrySetup Setup { get; } = new() { MaxServices = MaxServices };

    public static TheoryData<string, InstanceRegistration> BadRegistrations
    {
        get
        {
            var good = Sample.Registration("orders-1");
            var data = new TheoryData<string, InstanceRegistration>
            {
                { "service", good with { Service = default } },
                { "id", good with { Id = default } },
                { "status", good with { InitialStatus = InstanceStatus.Unknown } },
                { "status", good with { InitialStatus = InstanceStatus.Draining } },
                { "status", good with { InitialStatus = InstanceStatus.OutOfService } },
            };
            foreach (var (wrong, details) in BadDetails(good.Details))
            {
                data.Add(wrong, good with { Details = details });
            }

            return data;
        }
    }

    [ServerTheory]
    [MemberData(nameof(BadRegistrations))]
    public async Task A_registration_that_is_not_valid_names_the_wrong_field_and_changes_nothing(string field, InstanceRegistration registration)
    {
        await RegisterAsync("stays");

        var error = await RefusedAsync(RegistryErrorCode.InvalidRequest, () => Registry.RegisterAsync(registration, default, Limit).AsTask());

        Assert.Equal(field, Assert.Single(error.Fields).Field);
        Assert.Equal(RegistryErrorCode.InstanceNotFound, (await Registry.GetInstanceAsync(Sample.Id("orders-1"), null, Limit)).Error?.Code);
    }

    [ServerFact]
    public async Task All_wrong_fields_are_named_at_once()
    {
        var registration = Sample.Registration("orders-1") with
        {
            InitialStatus = InstanceStatus.Unhealthy,
            Details = new InstanceDetails { Address = "no host", Port = 70_000, Weight = -1, Ttl = TimeSpan.FromDays(2) },
        };

        var error = await RefusedAsync(RegistryErrorCode.InvalidRequest, () => Registry.RegisterAsync(registration, default, Limit).AsTask());

        Assert.Equal(["address", "port", "status", "ttl", "weight"], error.Fields.Select(static f => f.Field).Order(StringComparer.Ordinal));
    }

    [ServerFact]
    public async Task The_largest_registration_that_is_allowed_is_taken()
    {
        var registration = Sample.Registration(new string('i', InstanceId.MaxLength), new string('s', ServiceName.MaxLength)) with
        {
            Details = Sample.Details(TimeSpan.FromHours(24)) with
            {
                Address = $"{new string('a', 63)}.{new string('b', 63)}.{new string('c', 63)}",
                Port = 65535,
                Weight = 10_000,
                Tags = TagSet.Create(Enumerable.Range(0, 64).Select(static i => new string('t', 120) + i)),
                Metadata = StringMap.Create(Enumerable.Range(0, 64).Select(static i => new KeyValuePair<string, string>(new string('k', 120) + i, new string('v', 1024)))),
            },
        };

        await RegisterAsync(registration);

        Assert.Equal(registration.Details, (await ReadAsync(registration.Id)).Details);
    }

    [ServerFact]
    public async Task The_registry_takes_no_more_services_than_it_may_and_goes_on_with_those_it_has()
    {
        for (var i = 0; i < MaxServices; i++)
        {
            await RegisterAsync(Sample.Registration($"i-{i}", $"service-{i}"));
        }

        var code = RegistryErrorCode.LimitExceeded;
        await RefusedAsync(code, () => Registry.RegisterAsync(Sample.Registration("orders-1"), default, Limit).AsTask());
        await RefusedAsync(code, () => Registry.SetPolicyAsync(Orders, new ServicePolicy { MaxInstances = 3 }, new DocumentChange(), Limit).AsTask());
        await RefusedAsync(code, () => Registry.SetConfigurationAsync(Orders, StringMap.Empty, new DocumentChange(), Limit).AsTask());
        await RegisterAsync(Sample.Registration("more", "service-0"));
        Assert.Equal(MaxServices, (await Registry.ListServicesAsync(new ServiceListQuery(), Limit)).GetValueOrThrow().Services.Count);
    }

    [ServerFact]
    public async Task Missing_arguments_are_bugs()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(() => Registry.RegisterAsync(null!, default, Limit).AsTask());
        await Assert.ThrowsAsync<ArgumentNullException>(() => Registry.RenewAsync(null!, Limit).AsTask());
        await Assert.ThrowsAsync<ArgumentNullException>(() => Registry.DiscoverAsync(Orders, null!, null, Limit).AsTask());
    }

    private static IEnumerable<(string Field, InstanceDetails Details)> BadDetails(InstanceDetails good)
    {
        foreach (var address in new[] { "", " ", "no host", "http://host/", "10.0.0.7:80", "a\0b", new string('a', 254) })
        {
            yield return ("address", good with { Address = address });
        }

        foreach (var port in new[] { -1, 65_536, int.MaxValue })
        {
            yield return ("port", good with { Port = port });
        }

        foreach (var ttl in new[] { TimeSpan.FromSeconds(-1), TimeSpan.FromTicks(1), TimeSpan.FromMilliseconds(999), TimeSpan.FromHours(24) + TimeSpan.FromTicks(1), TimeSpan.MaxValue })
        {
            yield return ("ttl", good with { Ttl = ttl });
        }

        yield return ("weight", good with { Weight = -1 });
        yield return ("weight", good with { Weight = 10_001 });
        yield return ("protocol", good with { Protocol = string.Empty });
        yield return ("version", good with { Version = new string('1', 129) });
        yield return ("region", good with { Region = "eu\u0007" });
        yield return ("zone", good with { Zone = "\ud800" });
        yield return ("dataCenter", good with { DataCenter = new string('d', 129) });
        yield return ("tags", good with { Tags = TagSet.Create(Enumerable.Range(0, 65).Select(static i => $"t{i}")) });
        yield return ("tags[0]", good with { Tags = TagSet.Create([string.Empty]) });
        yield return ("metadata", good with { Metadata = StringMap.Create(Enumerable.Range(0, 65).Select(static i => new KeyValuePair<string, string>($"k{i}", "v"))) });
        yield return ("metadata.k", good with { Metadata = StringMap.Create([new("k", new string('v', 1025))]) });
        yield return ("healthChecks[1].name", good with
        {
            HealthChecks = EquatableArray<HealthCheckDefinition>.Create([new("c", HealthCheckKind.Reported), new("c", HealthCheckKind.Reported)]),
        });
        yield return ("healthChecks[0].kind", good with { HealthChecks = EquatableArray<HealthCheckDefinition>.Create([new("c", HealthCheckKind.None)]) });
        yield return ("healthChecks[0].target", good with { HealthChecks = EquatableArray<HealthCheckDefinition>.Create([new("c", HealthCheckKind.Script)]) });
        yield return ("healthChecks", good with
        {
            HealthChecks = EquatableArray<HealthCheckDefinition>.Create(Enumerable.Range(0, 9).Select(static i => new HealthCheckDefinition($"c{i}", HealthCheckKind.Reported))),
        });
    }
}
