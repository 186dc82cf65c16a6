using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Orleans.Registry.AspNetCore.Tests;

public sealed class AnswerBudgetTests
{
    [Fact]
    public void The_oldest_answers_are_forgotten_when_all_together_are_too_large()
    {
        var snapshots = Enumerable.Range(0, 10).Select(SnapshotOf).ToArray();
        var size = SnapshotPayload.Of(SnapshotOf(0)).GetWhole(BudgetOf(long.MaxValue)).Bytes.Length;
        var budget = BudgetOf((3 * size) + 10);

        foreach (var snapshot in snapshots)
        {
            SnapshotPayload.Of(snapshot).GetWhole(budget);
        }

        Assert.Equal([7, 8, 9], Enumerable.Range(0, 10).Where(i => SnapshotPayload.Of(snapshots[i]).HasWhole));
        Assert.Equal(3 * size, budget.Bytes);
        GC.KeepAlive(snapshots);
    }

    [Fact]
    public void An_answer_larger_than_all_may_be_is_made_but_not_kept()
    {
        var snapshot = SnapshotOf(0);
        var budget = BudgetOf(10);

        var first = SnapshotPayload.Of(snapshot).GetWhole(budget);
        var second = SnapshotPayload.Of(snapshot).GetWhole(budget);

        Assert.NotSame(first, second);
        Assert.Equal(first.Bytes.ToArray(), second.Bytes.ToArray());
        Assert.Equal(0, budget.Bytes);
    }

    [Fact]
    public async Task Reads_stay_right_when_nothing_may_be_kept()
    {
        await using var host = await RegistryHost.StartAsync(static o => o.MaxCachedAnswerBytes = 0);
        await host.RegisterAsync("web", "web-1");
        for (var i = 0; i < 3; i++)
        {
            var whole = await host.Client.GetAsync("/api/v1/services/web").JsonAsync();
            var some = await host.Client.GetAsync("/api/v1/services/web/instances?healthy=true").JsonAsync();

            Assert.Equal(1, whole.GetProperty("snapshot").GetProperty("instances").GetArrayLength());
            Assert.Equal(1, some.GetProperty("instances").GetArrayLength());
        }

        Assert.Equal(0, host.Services.GetRequiredService<AnswerBudget>().Bytes);
    }

    private static AnswerBudget BudgetOf(long bytes) => new(Options.Create(new ServiceRegistryHttpOptions { MaxCachedAnswerBytes = bytes }));

    private static ServiceSnapshot SnapshotOf(int i) => new()
    {
        Service = ServiceName.Parse($"web{i}"),
        Epoch = new Epoch(1),
        Revision = new Revision(1),
        Instances = [],
        Policy = VersionedPolicy.BuiltIn,
    };
}
