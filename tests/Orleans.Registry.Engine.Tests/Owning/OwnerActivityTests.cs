using System.Diagnostics;
using Orleans.Registry.Engine.Tests.Support;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Telemetry;

namespace Orleans.Registry.Engine.Tests.Owning;

/// <summary>The spans of writes.</summary>
public sealed class OwnerActivityTests
{
    private readonly OwnerLab _lab = new();

    [Fact]
    public async Task A_write_that_callers_share_is_a_child_of_the_first_and_linked_to_the_others()
    {
        using var spans = new RecordedActivities(ofAllTraces: false, RegistryActivities.SourceName);
        var hold = _lab.Store.HoldNext();
        var first = _lab.Owner.ExecuteAsync(OwnerLab.Register("first"));
        var callers = new List<ActivitySpanId>();
        List<Task> waiting = [first];
        for (var i = 0; i < 3; i++)
        {
            using var caller = new Activity($"caller-{i}").Start();
            callers.Add(caller.SpanId);
            waiting.Add(_lab.Owner.ExecuteAsync(OwnerLab.Register($"i-{i}")));
        }

        hold.SetResult();
        await Eventually.ResultAsync(Task.WhenAll(waiting).ContinueWith(static _ => true, TaskScheduler.Default));

        var appends = spans.Named("registry.store.append");
        Assert.Equal([1, 3], appends.Select(static a => (int)a.GetTagItem("registry.append.changes")!));
        Assert.Equal([spans.Root.SpanId, callers[0]], appends.Select(static a => a.ParentSpanId));
        Assert.Equal(callers[1..], appends[1].Links.Select(static l => l.Context.SpanId));
        Assert.All(appends, static a => Assert.Equal("orders", a.GetTagItem("registry.service.name")));
    }

    [Fact]
    public async Task A_write_that_the_store_did_not_answer_is_a_failed_span()
    {
        using var spans = new RecordedActivities(ofAllTraces: false, RegistryActivities.SourceName);
        _lab.Store.LoseNext();

        await _lab.ExecuteAsync(OwnerLab.Register("first"));

        var append = Assert.Single(spans.Named("registry.store.append"));
        Assert.Equal((ActivityStatusCode.Error, "store_unavailable"), (append.Status, append.GetTagItem("error.type")));
    }
}
