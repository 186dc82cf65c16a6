using Orleans.Registry.Embedded.Tests.Journal.Simulation;

namespace Orleans.Registry.Embedded.Tests.Journal;

/// <summary>
/// The machine stops in every single operation on the disk in turn, among them every step of rotation and compaction, and
/// loses what a real one may lose. Then it starts, is checked, goes on, and stops again.
/// </summary>
public sealed class JournalCrashTests
{
    private const int Steps = 40;

    /// <summary>How often the power is cut at each step, each time with other losses.</summary>
    private static readonly int Seeds = Environment.GetEnvironmentVariable("REGISTRY_LONG_TESTS") is null ? 1 : 20;

    [Theory]
    [InlineData(StoreDurability.Disk)]
    [InlineData(StoreDurability.OperatingSystem)]
    public async Task Nothing_acknowledged_is_lost_when_the_process_is_killed_at_any_step(StoreDurability durability)
    {
        var total = await CountAsync(durability);
        for (var crashAt = 1; crashAt <= total; crashAt++)
        {
            var history = new JournalHistory(durability);
            var directory = await CrashAsync(history, crashAt);

            var after = directory.AfterKill(new FaultPlan());
            await history.VerifyAsync(after, keepsAll: true);
            await history.RunAsync(after, steps: 4);
            await history.VerifyAsync(after.AfterKill(new FaultPlan()), keepsAll: true);
        }
    }

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_the_power_is_cut_at_any_step()
    {
        var total = await CountAsync(StoreDurability.Disk);
        for (var crashAt = 1; crashAt <= total; crashAt++)
        {
            for (var seed = 0; seed < Seeds; seed++)
            {
                await CutPowerTwiceAsync(StoreDurability.Disk, crashAt, seed, keepsAll: true);
            }
        }
    }

    [Fact]
    public async Task What_the_power_cut_leaves_is_consistent_when_nothing_waited_for_the_disk()
    {
        var total = await CountAsync(StoreDurability.OperatingSystem);
        for (var crashAt = 1; crashAt <= total; crashAt++)
        {
            for (var seed = 0; seed < Seeds; seed++)
            {
                await CutPowerTwiceAsync(StoreDurability.OperatingSystem, crashAt, seed, keepsAll: false);
            }
        }
    }

    [Theory]
    [InlineData(StoreDurability.Disk)]
    [InlineData(StoreDurability.OperatingSystem)]
    public async Task Nothing_acknowledged_is_lost_when_any_one_operation_fails(StoreDurability durability)
    {
        var total = await CountAsync(durability);
        for (var failAt = 1; failAt <= total; failAt++)
        {
            var history = new JournalHistory(durability);
            var count = 0;
            var number = failAt;
            var plan = new FaultPlan { FailWhen = (operation, _) => operation != FileOperation.Read && Interlocked.Increment(ref count) == number };
            var directory = new SimulatedDirectory(plan);
            await history.RunAsync(directory, Steps);

            var after = directory.AfterKill(new FaultPlan());
            await history.VerifyAsync(after, keepsAll: true);

            // Whatever the restarted registry has shown is on the disk, though a sync before had failed.
            await history.VerifyAsync(after.AfterPowerCut(new FaultPlan(), new Random(failAt)), keepsAll: true);
        }
    }

    private static async Task CutPowerTwiceAsync(StoreDurability durability, int crashAt, int seed, bool keepsAll)
    {
        var history = new JournalHistory(durability);
        var random = new Random((crashAt * 1000) + seed);
        var directory = await CrashAsync(history, crashAt);

        var again = directory.AfterPowerCut(new FaultPlan { CrashAt = 1 + random.Next(40) }, random);
        await history.RunAsync(again, steps: 12);
        var last = again.AfterPowerCut(new FaultPlan(), random);
        await history.VerifyAsync(last, keepsAll);
        await history.RunAsync(last, steps: 3);
        await history.VerifyAsync(last.AfterKill(new FaultPlan()), keepsAll: true);
    }

    private static async Task<SimulatedDirectory> CrashAsync(JournalHistory history, int crashAt)
    {
        var directory = new SimulatedDirectory(new FaultPlan { CrashAt = crashAt });
        await history.RunAsync(directory, Steps);
        return directory;
    }

    private static async Task<int> CountAsync(StoreDurability durability)
    {
        var plan = new FaultPlan();
        await new JournalHistory(durability).RunAsync(new SimulatedDirectory(plan), Steps);
        return plan.Count;
    }
}
