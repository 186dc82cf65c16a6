namespace Orleans.Registry.ClientSample;

/// <summary>How many calls to the peer went well and how many did not.</summary>
internal sealed class CallCounts
{
    private long _ok;
    private long _failed;

    public void Count(bool isOk) => Interlocked.Increment(ref isOk ? ref _ok : ref _failed);

    public Counts Read() => new(Interlocked.Read(ref _ok), Interlocked.Read(ref _failed));

    internal sealed record Counts(long Ok, long Failed);
}
