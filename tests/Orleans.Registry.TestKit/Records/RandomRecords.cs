namespace Orleans.Registry.TestKit.Records;

/// <summary>
/// Random records with something odd in every field: texts beyond ASCII and beyond the basic plane, extreme numbers and
/// times, empty and full collections. The same seed gives the same records. One thread at a time.
/// </summary>
public sealed class RandomRecords(int seed)
{
    private static readonly string[] Pieces =
        ["a", "B", "7", "-", "_", ".", "ü", "ß", "я", "日", "本", "🚀", "𝔸", "e\u0301", " ", "\t", "\n", "\"", "\\", "{}", "\u00a0", "\ufeff"];

    private static readonly string[] Ranges = ["*", "1.x", "^1.2", "~0.3.1", ">=1 <2", "1.2.3 || 2.x", "=4.0.0-rc.1"];

    private readonly Random _random = new(seed);

    /// <summary>The service all records belong to.</summary>
    public ServiceName Service { get; } = ServiceName.Parse("sample.service");

    /// <summary>An instance record.</summary>
    public ServiceInstance Instance(InstanceId? id = null) => new()
    {
        Service = Service,
        Id = id ?? Id(),
        Details = Details(),
        ReportedStatus = Any<InstanceStatus>(),
        Override = Maybe() ? Override() : null,
        RegisteredAt = Time(),
        StatusSince = Time(),
        StatusReason = Text(40),
        LapsedAt = Maybe() ? Time() : null,
        FailingChecks = Tags(),
        Incarnation = (ulong)Number(),
        CreatedRevision = new Revision(Positive()),
        ModifiedRevision = new Revision(Positive()),
    };

    /// <summary>What an instance says of itself.</summary>
    public InstanceDetails Details() => new()
    {
        Version = Text(12),
        Address = Text(20),
        Port = _random.Next(65_536),
        Protocol = Text(6),
        Tags = Tags(),
        Metadata = Map(),
        HealthChecks = EquatableArray<HealthCheckDefinition>.Create(Several(3, Check)),
        Region = Text(6),
        Zone = Text(6),
        DataCenter = Text(6),
        Weight = _random.Next(10_001),
        Ttl = Span(),
    };

    /// <summary>An operator's override.</summary>
    public OperatorOverride Override() => new(Any<InstanceStatus>(), Text(30), Text(10), Time());

    /// <summary>A change: of an instance, of an override alone, of a policy or of a configuration.</summary>
    public ServiceChange Change(Revision? revision = null)
    {
        var about = _random.Next(4);
        var id = about < 2 ? Id() : default;
        return new ServiceChange
        {
            Kind = (ChangeKind)_random.Next(1, (int)ChangeKind.ConfigChanged + 1),
            Revision = revision ?? new Revision(Positive()),
            At = Time(),
            InstanceId = id,
            Before = about < 2 && Maybe() ? Instance(id) : null,
            After = about < 2 && Maybe() ? Instance(id) : null,
            Override = about < 2 && Maybe() ? Override() : null,
            Reason = Any<RemovalReason>(),
            Cause = Text(40),
            OperationId = Maybe() ? new OperationId(NewGuid()) : default,
            Policy = about == 2 ? Policy() : null,
            Configuration = about == 3 ? Configuration() : null,
        };
    }

    /// <summary>A policy version.</summary>
    public VersionedPolicy Policy() => new(Positive(), Rules(), Time(), Text(10), Text(30));

    /// <summary>A configuration version.</summary>
    public VersionedConfiguration Configuration() => new(Positive(), Map(), Time(), Text(10), Text(30));

    /// <summary>A whole service; its parts need not fit each other.</summary>
    public ServiceImage Image() => new()
    {
        Service = Service,
        Epoch = new Epoch((ulong)Number()),
        Revision = new Revision(Positive()),
        Instances = [.. Several(4, () => Instance())],
        Overrides = Several(3, Id).Distinct().ToDictionary(static id => id, _ => Override()),
        Policies = [.. Several(2, Policy)],
        Configurations = [.. Several(2, Configuration)],
        Log = [.. Several(4, () => Change())],
    };

    /// <summary>An instance id.</summary>
    public InstanceId Id() => InstanceId.Parse(string.Concat(Several(12, () => _random.GetItems(IdPieces, 1)[0]).DefaultIfEmpty("id")));

    /// <summary>A text of at most some pieces, often empty.</summary>
    public string Text(int most) => string.Concat(Several(most, () => Pieces[_random.Next(Pieces.Length)]));

    private static readonly string[] IdPieces = ["a", "B", "7", "-", ":", "/", "ü", "日", "🚀"];

    private ServicePolicy Rules() => new()
    {
        DefaultTtl = Span(),
        MinTtl = Span(),
        MaxTtl = Span(),
        MaxInstances = _random.Next(),
        Protection = new ProtectionPolicy
        {
            Enabled = Maybe(),
            MaxExpiredShare = _random.NextDouble(),
            MinExpired = _random.Next(1001),
            Window = Span(),
            MaxHold = Span(),
        },
        Traffic = Traffic(),
    };

    private TrafficPolicy Traffic() => new()
    {
        HeaderRoutes = EquatableArray<HeaderRoute>.Create(Several(3, () => new HeaderRoute(Text(8), Text(8), Range()))),
        Splits = EquatableArray<VersionSplit>.Create(Several(3, () => new VersionSplit(Range(), _random.Next(10_001)))),
        Locality = Any<LocalityPreference>(),
        MinLocalInstances = _random.Next(1, 10_001),
        Timeout = Maybe() ? TimeSpan.FromTicks(_random.NextInt64(TimeSpan.TicksPerHour)) : null,
        Retries = _random.Next(11),
        BreakerFailures = _random.Next(1001),
        BreakerOpenFor = Span(),
    };

    private HealthCheckDefinition Check() => new(Text(8), Any<HealthCheckKind>())
    {
        Target = Text(20),
        Interval = Span(),
        Timeout = Span(),
        FailuresBeforeUnhealthy = _random.Next(1, 101),
        SuccessesBeforeHealthy = _random.Next(1, 101),
        Method = Text(5),
        Headers = Map(),
        SuccessCodes = Text(9),
    };

    private VersionRange Range() => VersionRange.Parse(Ranges[_random.Next(Ranges.Length)]);

    private TagSet Tags() => TagSet.Create(Several(4, () => Text(5)));

    private StringMap Map() => StringMap.Create(Several(4, () => KeyValuePair.Create(Text(5), Text(9))));

    private T[] Several<T>(int most, Func<T> make)
    {
        var items = new T[_random.Next(most + 1)];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = make();
        }

        return items;
    }

    private bool Maybe() => _random.Next(2) == 0;

    private T Any<T>()
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        return values[_random.Next(values.Length)];
    }

    private long Number() => _random.Next(4) switch
    {
        0 => _random.Next(3),
        1 => long.MaxValue - _random.Next(3),
        2 => _random.NextInt64(long.MinValue, long.MaxValue),
        _ => _random.Next(),
    };

    private long Positive() => Number() & long.MaxValue;

    private TimeSpan Span() => new(Number());

    // Never 0 ticks: the one instant that records keep as "none".
    private DateTimeOffset Time() => new(_random.Next(4) == 0 ? DateTimeOffset.MaxValue.UtcTicks : 1 + _random.NextInt64(DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero);

    private Guid NewGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        bytes[0] |= 1;
        return new Guid(bytes);
    }
}
