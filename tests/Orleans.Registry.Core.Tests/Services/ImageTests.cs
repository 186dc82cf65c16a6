using Orleans.Registry.TestKit.Records;

namespace Orleans.Registry.Core.Tests.Services;

public sealed class ImageTests
{
    [Fact]
    public void The_state_from_an_image_is_the_state_that_made_it()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var scene = RandomScene.Play(seed, commands: 60, logCapacity: 16);
            var copy = ServiceState.FromImage(scene.State.ToImage(), 16);

            AssertSame(scene.State, copy, $"seed {seed}");
        }
    }

    [Fact]
    public void Replaying_all_changes_comes_to_the_same_state()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var scene = RandomScene.Play(seed, commands: 60, logCapacity: 16);
            var replayed = new ServiceState(scene.State.Name, scene.State.Epoch, 16);
            scene.History.ForEach(replayed.Apply);

            AssertSame(scene.State, replayed, $"seed {seed}");
        }
    }

    [Fact]
    public void A_state_that_went_through_an_image_decides_the_same()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var scene = RandomScene.Play(seed, commands: 60, logCapacity: 1000);
            var copy = new Scene(ServiceState.FromImage(scene.State.ToImage(), 1000)) { Now = scene.Now };
            var (one, other) = (new RandomScene(seed + 1_000, scene), new RandomScene(seed + 1_000, copy));
            for (var i = 0; i < 30; i++)
            {
                var (expected, found) = (one.Step(), other.Step());

                Assert.Equal(expected.Error?.Code, found.Error?.Code);
                Assert.Equal(expected.ReplayOf?.Revision, found.ReplayOf?.Revision);
                Assert.Null(RecordComparison.FindDifference(expected.Changes, found.Changes, $"seed {seed}, step {i}"));
            }
        }
    }

    [Fact]
    public void A_change_out_of_order_is_a_bug_and_changes_nothing()
    {
        var scene = new Scene();
        scene.Register("a");
        var change = scene.Decide(Scene.Registering("b")).Changes[0];
        scene.State.Apply(change);

        Assert.Throws<InvalidOperationException>(() => scene.State.Apply(change));
        Assert.Equal((new Revision(2), 2), (scene.State.Revision, scene.State.Count));
    }

    [Fact]
    public void Deciding_changes_nothing()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var scene = RandomScene.Play(seed, commands: 40, logCapacity: 16);
            var before = scene.State.ToImage();
            var random = new RandomScene(seed + 500, scene);
            for (var i = 0; i < 20; i++)
            {
                scene.Decide(random.Next());
            }

            Assert.Null(RecordComparison.FindDifference(before, scene.State.ToImage(), $"seed {seed}"));
        }
    }

    [Fact]
    public void A_service_before_its_first_change_has_no_epoch_to_show()
    {
        var state = new ServiceState(ServiceName.Parse("orders"), new Epoch(7));

        Assert.Equal(default, state.ToSnapshot().Position);
        Assert.Equal(new Epoch(7), state.ToImage().Epoch);
    }

    [Fact]
    public void Counts_by_status_are_those_of_the_records()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var scene = RandomScene.Play(seed, commands: 80, logCapacity: 8);
            var instances = scene.State.ToSnapshot().Instances;

            Assert.All(Enum.GetValues<InstanceStatus>(), s => Assert.Equal(instances.Count(i => i.Status == s), scene.State.CountOf(s)));
            Assert.Equal(instances.Count, scene.State.Count);
            Assert.Equal(instances.Select(i => i.Id).Order(), scene.State.Entries.Select(e => e.Instance.Id).Order());
            Assert.All(instances, i => Assert.Same(i, scene[i.Id.Value]));
        }
    }

    private static void AssertSame(ServiceState expected, ServiceState found, string what)
    {
        Assert.Null(RecordComparison.FindDifference(Ordered(expected), Ordered(found), what));
        Assert.Null(RecordComparison.FindDifference(expected.ToSnapshot().Protection, found.ToSnapshot().Protection, what));
        Assert.Equal((expected.ChangedAt, expected.Count), (found.ChangedAt, found.Count));
        Assert.Equal(expected.CountByStatus(), found.CountByStatus());
    }

    private static ServiceImage Ordered(ServiceState state)
    {
        var image = state.ToImage();
        return image with { Instances = [.. image.Instances.OrderBy(i => i.Id)] };
    }
}
