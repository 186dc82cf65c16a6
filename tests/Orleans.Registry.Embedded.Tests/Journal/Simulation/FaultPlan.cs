namespace Orleans.Registry.Embedded.Tests.Journal.Simulation;

/// <summary>
/// Which operation on a simulated disk goes wrong, and how. Reads are not counted: they change nothing. Thread-safe.
/// </summary>
internal sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private int _count;
    private bool _isDead;

    /// <summary>The operation, counted from 1, in which the machine stops; 0 for never.</summary>
    public int CrashAt { get; init; }

    /// <summary>Chooses operations to fail, by kind and file name; the machine goes on.</summary>
    public Func<FileOperation, string, bool>? FailWhen { get; set; }

    /// <summary>Operations so far.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <summary>Whether the machine has stopped.</summary>
    public bool IsDead
    {
        get
        {
            lock (_lock)
            {
                return _isDead;
            }
        }
    }

    /// <summary>Called before each operation; says what becomes of it.</summary>
    public FaultFate Enter(FileOperation operation, string name)
    {
        lock (_lock)
        {
            if (_isDead)
            {
                throw new IOException("The machine has stopped.");
            }

            if (operation != FileOperation.Read && ++_count == CrashAt)
            {
                _isDead = true;
                return FaultFate.Crash;
            }
        }

        return FailWhen?.Invoke(operation, name) == true ? FaultFate.Fail : FaultFate.None;
    }
}
