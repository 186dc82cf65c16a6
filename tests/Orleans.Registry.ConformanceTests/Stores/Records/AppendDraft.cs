namespace Orleans.Registry.ConformanceTests.Stores.Records;

/// <summary>Collects changes on top of a service, each with the right number and the right record before it.</summary>
public sealed class AppendDraft
{
    private readonly ServiceScript _script;
    private readonly FencingToken _token;
    private readonly List<ServiceChange> _changes = [];
    private readonly Dictionary<InstanceId, ServiceChange> _latest = [];
    private long _policyVersion;
    private long _configurationVersion;

    internal AppendDraft(ServiceScript script, FencingToken token)
    {
        _script = script;
        _token = token;
        _policyVersion = script.PolicyVersion;
        _configurationVersion = script.ConfigurationVersion;
    }

    private Revision Next => _script.Revision.Plus(_changes.Count + 1);

    /// <summary>A new instance, whose record and change have something in every field.</summary>
    public AppendDraft Register(string id, int? variant = null)
    {
        var instance = InstanceId.Parse(id);
        var record = SampleRecords.Instance(_script.Service, instance, Next, Next, variant ?? (int)Next.Value);
        return Add(ChangeKind.Registered, instance, record, record.Override);
    }

    /// <summary>A further record of an instance.</summary>
    public AppendDraft Update(string id, ChangeKind kind = ChangeKind.Updated)
    {
        var instance = InstanceId.Parse(id);
        var before = Before(instance) ?? throw new InvalidOperationException($"'{id}' is not registered.");
        var record = SampleRecords.Instance(_script.Service, instance, before.CreatedRevision, Next, (int)Next.Value);
        return Add(kind, instance, record, record.Override);
    }

    /// <summary>An instance goes; an operator's override of it stays.</summary>
    public AppendDraft Remove(string id, RemovalReason reason = RemovalReason.Deregistered)
    {
        var instance = InstanceId.Parse(id);
        var kind = reason == RemovalReason.Expired ? ChangeKind.Expired : ChangeKind.Deregistered;
        return Add(kind, instance, after: null, OverrideOf(instance), reason);
    }

    /// <summary>An operator clears the override of an instance that is gone (or never came).</summary>
    public AppendDraft ClearOverride(string id)
    {
        var instance = InstanceId.Parse(id);
        return Add(ChangeKind.Updated, instance, Before(instance), value: null);
    }

    /// <summary>An operator sets an override for an id that need not be registered.</summary>
    public AppendDraft SetOverride(string id)
    {
        var instance = InstanceId.Parse(id);
        return Add(ChangeKind.Updated, instance, Before(instance), SampleRecords.Override((int)Next.Value));
    }

    /// <summary>A new version of the policy.</summary>
    public AppendDraft SetPolicy() => Add(new ServiceChange
    {
        Kind = ChangeKind.PolicyChanged,
        Revision = Next,
        At = At(),
        Cause = "policy",
        OperationId = Operation(),
        Policy = SampleRecords.Policy(++_policyVersion, (int)Next.Value),
    });

    /// <summary>A new version of the configuration.</summary>
    public AppendDraft SetConfiguration() => Add(new ServiceChange
    {
        Kind = ChangeKind.ConfigChanged,
        Revision = Next,
        At = At(),
        Cause = "configuration",
        OperationId = Operation(),
        Configuration = SampleRecords.Configuration(++_configurationVersion, (int)Next.Value),
    });

    /// <summary>The append.</summary>
    public ServiceAppend Build() => new()
    {
        Service = _script.Service,
        Epoch = _script.Epoch,
        ExpectedRevision = _script.Revision,
        Changes = [.. _changes],
        Token = _token,
    };

    private AppendDraft Add(
        ChangeKind kind, InstanceId id, ServiceInstance? after, OperatorOverride? value, RemovalReason reason = RemovalReason.None)
        => Add(new ServiceChange
        {
            Kind = kind,
            Revision = Next,
            At = At(),
            InstanceId = id,
            Before = Before(id),
            After = after,
            Override = value,
            Reason = reason,
            Cause = $"cause of {Next} – причина",
            OperationId = Operation(),
        });

    private AppendDraft Add(ServiceChange change)
    {
        _changes.Add(change);
        if (!change.InstanceId.IsEmpty)
        {
            _latest[change.InstanceId] = change;
        }

        return this;
    }

    private ServiceInstance? Before(InstanceId id) => _latest.TryGetValue(id, out var change) ? change.After : _script.Instance(id);

    private OperatorOverride? OverrideOf(InstanceId id) => _latest.TryGetValue(id, out var change) ? change.Override : _script.Override(id);

    private DateTimeOffset At() => SampleRecords.Start.AddTicks(Next.Value * 11);

    /// <summary>Every third change was made by a registry on its own account, which gives no operation id.</summary>
    private OperationId Operation()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Next.Value);
        bytes[15] = 0xff;
        return Next.Value % 3 == 0 ? OperationId.None : new OperationId(new Guid(bytes));
    }
}
