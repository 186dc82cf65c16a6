using Orleans.Registry.TestKit.Records;

namespace Orleans.Registry.Core.Tests.History;

public sealed class ServiceHistoryTests
{
    [Fact]
    public void The_service_as_of_a_revision_is_what_replaying_up_to_it_gives()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var scene = RandomScene.Play(seed, commands: 60, logCapacity: 1000);
            var (present, log) = (scene.State.ToSnapshot(), scene.State.Log);
            var replayed = new ServiceState(scene.State.Name, scene.State.Epoch);
            for (var i = 0; i <= scene.History.Count; i++)
            {
                var revision = new Revision(i);
                Assert.Equal(revision, ServiceHistory.Resolve(present, log, HistoryPoint.At(revision)).GetValueOrThrow());
                AssertSame(replayed.ToSnapshot(), ServiceHistory.AsOf(present, log, scene.State.Policies, revision), $"seed {seed}, revision {i}");
                if (i < scene.History.Count)
                {
                    replayed.Apply(scene.History[i]);
                }
            }
        }
    }

    [Fact]
    public void A_time_means_the_last_change_at_or_before_it()
    {
        var scene = new Scene();
        scene.Register("a");
        scene.Now += TimeSpan.FromSeconds(10);
        scene.Register("b", "c");

        Assert.Equal(new Revision(1), Resolve(scene, Scene.Noon));
        Assert.Equal(new Revision(1), Resolve(scene, Scene.Noon.AddSeconds(9.9)));
        Assert.Equal(new Revision(3), Resolve(scene, Scene.Noon.AddSeconds(10)));
        Assert.Equal(new Revision(3), Resolve(scene, DateTimeOffset.MaxValue));
        Assert.Equal(Revision.None, Resolve(scene, Scene.Noon.AddTicks(-1)));
    }

    [Fact]
    public void With_a_clock_that_was_set_back_the_newest_of_several_changes_before_a_time_is_meant()
    {
        var scene = new Scene();
        scene.Register("a");
        scene.Now += TimeSpan.FromHours(1);
        scene.Register("b");
        scene.Now -= TimeSpan.FromMinutes(30);
        scene.Register("c");

        Assert.Equal(new Revision(3), Resolve(scene, Scene.Noon.AddMinutes(30)));
        Assert.Equal(new Revision(1), Resolve(scene, Scene.Noon.AddMinutes(29)));
    }

    [Fact]
    public void What_the_log_no_longer_holds_is_gone_and_what_is_not_yet_there_too()
    {
        var scene = new Scene(logCapacity: 2);
        scene.Register("a", "b", "c", "d");

        Assert.Equal(new Revision(2), Resolve(scene, HistoryPoint.At(new Revision(2))).GetValueOrThrow());
        Assert.Equal(RegistryErrorCode.HistoryUnavailable, Resolve(scene, HistoryPoint.At(new Revision(1))).Error?.Code);
        Assert.Equal(RegistryErrorCode.HistoryUnavailable, Resolve(scene, HistoryPoint.At(new Revision(5))).Error?.Code);
        Assert.Equal(RegistryErrorCode.HistoryUnavailable, Resolve(scene, HistoryPoint.At(Scene.Noon.AddTicks(-1))).Error?.Code);
    }

    [Fact]
    public void A_service_that_never_changed_was_always_as_it_is()
    {
        var scene = new Scene();

        Assert.Equal(Revision.None, Resolve(scene, Scene.Noon));
        Assert.Equal(Revision.None, Resolve(scene, HistoryPoint.At(Revision.None)).GetValueOrThrow());
    }

    [Fact]
    public void A_policy_that_is_not_kept_any_more_is_found_in_the_log()
    {
        var scene = new Scene();
        for (var i = 1; i <= 40; i++)
        {
            scene.SetPolicy(new ServicePolicy { MaxInstances = i });
        }

        var past = ServiceHistory.AsOf(scene.State.ToSnapshot(), scene.State.Log, scene.State.Policies, new Revision(3));

        Assert.Equal((3L, 3), (past.Policy.Version, past.Policy.Policy.MaxInstances));
    }

    [Fact]
    public void The_changes_of_one_instance_come_newest_first()
    {
        var scene = new Scene();
        scene.Register("a", "b");
        scene.Signal("a", InstanceSignal.CheckFailed);
        scene.Signal("b", InstanceSignal.Drain);
        scene.Signal("a", InstanceSignal.CheckPassed);

        Assert.Equal([5L, 3L, 1L], ServiceHistory.Of(InstanceId.Parse("a"), scene.State.Log, 10).Select(c => c.Revision.Value));
        Assert.Equal([5L, 3L], ServiceHistory.Of(InstanceId.Parse("a"), scene.State.Log, 2).Select(c => c.Revision.Value));
        Assert.Empty(ServiceHistory.Of(InstanceId.Parse("z"), scene.State.Log, 10));
    }

    private static RegistryResult<Revision> Resolve(Scene scene, HistoryPoint point) => ServiceHistory.Resolve(scene.State.ToSnapshot(), scene.State.Log, point);

    private static Revision Resolve(Scene scene, DateTimeOffset time) => Resolve(scene, HistoryPoint.At(time)).GetValueOrThrow();

    private static void AssertSame(ServiceSnapshot expected, ServiceSnapshot found, string what)
    {
        Assert.Equal((expected.Position, expected.ChangedAt, expected.ConfigurationVersion), (found.Position, found.ChangedAt, found.ConfigurationVersion));
        Assert.Null(RecordComparison.FindDifference(expected.Policy, found.Policy, what));
        Assert.Null(RecordComparison.FindDifference(expected.Protection, found.Protection, what));
        Assert.Null(RecordComparison.FindDifference(expected.Instances.OrderBy(i => i.Id).ToArray(), found.Instances.OrderBy(i => i.Id).ToArray(), what));
    }
}
