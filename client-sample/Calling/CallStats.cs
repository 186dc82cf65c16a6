using System.Collections.Concurrent;

namespace Orleans.Registry.ClientSample;

/// <summary>Counts what came of the calls to the peer. Safe to use from many threads.</summary>
internal sealed class CallStats
{
    private readonly ConcurrentDictionary<string, int> _byAnswer = new(StringComparer.Ordinal);
    private long _ok;
    private long _failed;
    private volatile string? _lastFailure;

    public void Answered(string answer)
    {
        Interlocked.Increment(ref _ok);
        _byAnswer.AddOrUpdate(answer, 1, static (_, count) => count + 1);
    }

    public void Failed(string why)
    {
        Interlocked.Increment(ref _failed);
        _lastFailure = why;
    }

    public CallStatsView Read()
        => new(Interlocked.Read(ref _ok), Interlocked.Read(ref _failed), _lastFailure, new SortedDictionary<string, int>(_byAnswer, StringComparer.Ordinal));
}
