using System.Collections.Concurrent;
using System.Globalization;

namespace Orleans.Registry.Cluster.Tests.Support;

/// <summary>Reminders that outlive the cluster of a test: in the test's own memory.</summary>
internal sealed class TestReminderTable : IReminderTable
{
    private readonly ConcurrentDictionary<(GrainId Grain, string Name), ReminderEntry> _rows = new();
    private long _etag;

    public int Count => _rows.Count;

    public Task<ReminderTableData> ReadRows(GrainId grainId) => Read(e => e.GrainId.Equals(grainId));

    public Task<ReminderTableData> ReadRows(uint begin, uint end)
        => Read(e => begin < end
            ? e.GrainId.GetUniformHashCode() > begin && e.GrainId.GetUniformHashCode() <= end
            : e.GrainId.GetUniformHashCode() > begin || e.GrainId.GetUniformHashCode() <= end);

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName)
        => Task.FromResult(_rows.TryGetValue((grainId, reminderName), out var row) ? Copy(row, row.ETag!) : null);

    public Task<string?> UpsertRow(ReminderEntry entry)
    {
        var etag = Interlocked.Increment(ref _etag).ToString(CultureInfo.InvariantCulture);
        _rows[(entry.GrainId, entry.ReminderName)] = Copy(entry, etag);
        return Task.FromResult<string?>(etag);
    }

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
        => Task.FromResult(
            _rows.TryGetValue((grainId, reminderName), out var row) && row.ETag == eTag
            && _rows.TryRemove(new KeyValuePair<(GrainId, string), ReminderEntry>((grainId, reminderName), row)));

    public Task TestOnlyClearTable()
    {
        _rows.Clear();
        return Task.CompletedTask;
    }

    private Task<ReminderTableData> Read(Func<ReminderEntry, bool> wanted)
        => Task.FromResult(new ReminderTableData(_rows.Values.Where(wanted).Select(static e => Copy(e, e.ETag!))));

    private static ReminderEntry Copy(ReminderEntry entry, string etag) => new()
    {
        GrainId = entry.GrainId,
        ReminderName = entry.ReminderName,
        StartAt = entry.StartAt,
        Period = entry.Period,
        ETag = etag,
    };
}
