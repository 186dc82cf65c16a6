using Orleans.Registry.Embedded.Journal;

namespace Orleans.Registry.Embedded.Tests.Journal.Simulation;

/// <summary>A simulated file that is open.</summary>
internal sealed class SimulatedHandle(string name, SimulatedFile file, FaultPlan plan) : IJournalFile
{
    private volatile bool _isDisposed;

    public string Path => name;

    public long Length => file.Length;

    public int Read(Span<byte> buffer, long offset)
    {
        Enter(FileOperation.Read);
        return file.Read(buffer, offset);
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        var fate = Enter(FileOperation.Write);
        file.Write(fate == FaultFate.None ? bytes : bytes[..(bytes.Length / 2)], offset);
        Faults.Throw(fate, FileOperation.Write, name);
    }

    public void SetLength(long length)
    {
        Faults.Throw(Enter(FileOperation.SetLength), FileOperation.SetLength, name);
        file.SetLength(length);
    }

    public void Sync()
    {
        var fate = Enter(FileOperation.Sync);
        if (fate == FaultFate.Fail)
        {
            file.ForgetUnsynced();
        }

        Faults.Throw(fate, FileOperation.Sync, name);
        file.Sync();
    }

    public void Dispose() => _isDisposed = true;

    private FaultFate Enter(FileOperation operation)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return plan.Enter(operation, name);
    }
}
