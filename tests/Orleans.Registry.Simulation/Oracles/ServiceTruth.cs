namespace Orleans.Registry.Simulation.Oracles;

/// <summary>One lineage of one service: every change ever stored, and the state after each.</summary>
internal sealed class ServiceTruth(ServiceName name, Epoch epoch)
{
    private readonly List<ServiceChange> _changes = [];
    private readonly List<TruthState> _states = [TruthState.Empty];
    private readonly Dictionary<OperationId, Revision> _operations = [];

    public ServiceName Name => name;

    public Epoch Epoch => epoch;

    public Revision Revision => new(_changes.Count);

    public TruthState Now => _states[^1];

    public ServiceChange ChangeAt(Revision revision) => _changes[(int)revision.Value - 1];

    public TruthState StateAt(Revision revision) => _states[(int)revision.Value];

    public bool Has(Revision revision) => revision.Value >= 0 && revision.Value <= _changes.Count;

    public IEnumerable<ServiceChange> ChangesAfter(Revision revision) => _changes.Skip((int)revision.Value);

    /// <summary>The last revision that carries an operation id; 0 for none.</summary>
    public Revision Find(OperationId operation) => _operations.GetValueOrDefault(operation);

    public void Add(ServiceChange change)
    {
        _changes.Add(change);
        _states.Add(Now.After(change));
        if (!change.OperationId.IsNone)
        {
            _operations[change.OperationId] = change.Revision;
        }
    }
}
