using Orleans.Registry.Embedded.Journal;

namespace Orleans.Registry.Embedded.Tests.Journal.Simulation;

/// <summary>
/// A directory on a disk that forgets what was not synced: names as well as contents. A power
/// cut takes the last changes of names, or any, as file systems differ in whether they keep their order. Thread-safe.
/// </summary>
internal sealed class SimulatedDirectory(FaultPlan plan) : IJournalDirectory
{
    private readonly Lock _lock = new();
    private readonly List<Action<Dictionary<string, SimulatedFile>>> _unsynced = [];
    private Dictionary<string, SimulatedFile> _durable = [];
    private Dictionary<string, SimulatedFile> _current = [];

    public string Path => "/simulated";

    public void Create()
    {
    }

    public IDisposable Lock(string name, string holder) => new MemoryStream();

    public IReadOnlyList<string> List()
    {
        lock (_lock)
        {
            return [.. _current.Keys];
        }
    }

    public IJournalFile CreateFile(string name)
    {
        Faults.Throw(plan.Enter(FileOperation.CreateFile, name), FileOperation.CreateFile, name);
        var file = new SimulatedFile();
        lock (_lock)
        {
            if (_current.ContainsKey(name))
            {
                throw new IOException($"'{name}' exists.");
            }

            Change(names => names[name] = file);
        }

        return new SimulatedHandle(name, file, plan);
    }

    public IJournalFile OpenFile(string name, bool writable)
    {
        Faults.Throw(plan.Enter(FileOperation.OpenFile, name), FileOperation.OpenFile, name);
        lock (_lock)
        {
            return _current.TryGetValue(name, out var file)
                ? new SimulatedHandle(name, file, plan)
                : throw new FileNotFoundException($"'{name}' is not there.");
        }
    }

    public void Rename(string from, string to)
    {
        var fate = plan.Enter(FileOperation.Rename, from);
        if (fate == FaultFate.Fail)
        {
            Faults.Throw(fate, FileOperation.Rename, from);
        }

        lock (_lock)
        {
            var file = _current[from];
            Change(names =>
            {
                names.Remove(from);
                names[to] = file;
            });
        }

        Faults.Throw(fate, FileOperation.Rename, from);
    }

    public void Delete(string name)
    {
        var fate = plan.Enter(FileOperation.Delete, name);
        if (fate == FaultFate.Fail)
        {
            Faults.Throw(fate, FileOperation.Delete, name);
        }

        lock (_lock)
        {
            Change(names => names.Remove(name));
        }

        Faults.Throw(fate, FileOperation.Delete, name);
    }

    public void Sync()
    {
        Faults.Throw(plan.Enter(FileOperation.SyncDirectory, "."), FileOperation.SyncDirectory, ".");
        lock (_lock)
        {
            _durable = new Dictionary<string, SimulatedFile>(_current);
            _unsynced.Clear();
        }
    }

    /// <summary>The directory as the next process finds it after this one was killed.</summary>
    public SimulatedDirectory AfterKill(FaultPlan next)
    {
        lock (_lock)
        {
            // One object per file, whatever its names.
            var files = _durable.Values.Concat(_current.Values).Distinct().ToDictionary(static f => f, static f => f.AfterKill());
            var current = _current.ToDictionary(static f => f.Key, f => files[f.Value]);
            var copy = new SimulatedDirectory(next) { _durable = _durable.ToDictionary(static f => f.Key, f => files[f.Value]), _current = [] };
            copy.Change(names =>
            {
                names.Clear();
                foreach (var (name, file) in current)
                {
                    names[name] = file;
                }
            });
            return copy;
        }
    }

    /// <summary>The directory as it is found after a power cut.</summary>
    public SimulatedDirectory AfterPowerCut(FaultPlan next, Random random)
    {
        lock (_lock)
        {
            var names = new Dictionary<string, SimulatedFile>(_durable);
            var isOrdered = random.Next(2) == 0;
            foreach (var change in isOrdered ? _unsynced.Take(random.Next(_unsynced.Count + 1)) : _unsynced.Where(_ => random.Next(2) == 0))
            {
                change(names);
            }

            var found = names.ToDictionary(static f => f.Key, f => f.Value.AfterPowerCut(random));
            return new SimulatedDirectory(next) { _durable = found, _current = new Dictionary<string, SimulatedFile>(found) };
        }
    }

    /// <summary>The bytes of a file as they are read now.</summary>
    public byte[] ReadAll(string name)
    {
        lock (_lock)
        {
            var file = _current[name];
            var bytes = new byte[file.Length];
            file.Read(bytes, 0);
            return bytes;
        }
    }

    private void Change(Action<Dictionary<string, SimulatedFile>> change)
    {
        change(_current);
        _unsynced.Add(change);
    }
}
