using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Orleans.Registry.AspNetCore;

/// <summary>
/// What the door derives from one snapshot, made once and kept as long as the snapshot: header values, the whole service as
/// bytes, and the answers to a few queries. Safe to use from many threads; threads that race make the same thing twice.
/// </summary>
internal sealed class SnapshotPayload
{
    /// <summary>Answers kept beside the whole; a service is asked the same few questions, or it is not worth the memory.</summary>
    public const int MaxAnswers = 8;

    private static readonly int SnapshotName = "\"snapshot\":"u8.Length;

    private readonly ServiceSnapshot _snapshot;
    private readonly ConcurrentDictionary<string, CachedAnswer> _answers = new(concurrencyLevel: 1, capacity: 3, StringComparer.Ordinal);
    private volatile CachedAnswer? _whole;

    private SnapshotPayload(ServiceSnapshot snapshot)
    {
        _snapshot = snapshot;
        Epoch = snapshot.Epoch.ToString();
        Revision = snapshot.Revision.ToString();
        ETag = ETagOf(snapshot);
    }

    public StringValues Epoch { get; }

    public StringValues Revision { get; }

    public string ETag { get; }

    /// <summary>Whether the whole service is made already.</summary>
    public bool HasWhole => _whole is not null;

    public static SnapshotPayload Of(ServiceSnapshot snapshot) => snapshot.GetOrAddView(static s => new SnapshotPayload(s));

    /// <summary>The whole service as an answer.</summary>
    public CachedAnswer GetWhole(AnswerBudget budget) => _whole ?? MakeWhole(budget);

    /// <summary>The snapshot alone, as JSON: a piece of the whole answer.</summary>
    public ReadOnlyMemory<byte> GetJson(AnswerBudget budget) => GetWhole(budget).Rest[SnapshotName..^1];

    public CachedAnswer? Find(string query) => _answers.GetValueOrDefault(query);

    public void Keep(string query, CachedAnswer answer, AnswerBudget budget)
    {
        if (budget.Fits(answer.Bytes.Length) && _answers.Count < MaxAnswers && _answers.TryAdd(query, answer))
        {
            budget.Charge(this, answer.Bytes.Length);
        }
    }

    /// <summary>Lets the bytes go; whoever writes them still has them.</summary>
    public void Forget()
    {
        _whole = null;
        _answers.Clear();
    }

    private CachedAnswer MakeWhole(AnswerBudget budget)
    {
        var whole = CachedAnswer.OfService(_snapshot);
        if (budget.Fits(whole.Bytes.Length))
        {
            _whole = whole;
            budget.Charge(this, whole.Bytes.Length);
        }

        return whole;
    }

    private static string ETagOf(ServiceSnapshot snapshot)
    {
        var etag = FreshnessHeaders.ETagOf(snapshot.Position);

        // What protection says of the future may be put off without a change of the service.
        return snapshot.Protection is { } protection
            ? string.Create(CultureInfo.InvariantCulture, $"{etag[..^1]}-p{protection.Held}-{protection.Until.UtcTicks:x}\"")
            : etag;
    }
}
