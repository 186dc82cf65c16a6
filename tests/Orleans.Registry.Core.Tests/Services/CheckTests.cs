using static Orleans.Registry.Core.Tests.Scene;

namespace Orleans.Registry.Core.Tests.Services;

/// <summary>What checks that the registry runs itself may change, and what not.</summary>
public sealed class CheckTests
{
    private static readonly InstanceDetails Checked = Plain with
    {
        HealthChecks = EquatableArray<HealthCheckDefinition>.Create([new("web", HealthCheckKind.Http), new("queue", HealthCheckKind.Reported)]),
    };

    private readonly Scene _scene = new();

    [Fact]
    public void A_check_moves_the_status_as_a_report_does()
    {
        _scene.Change(Registering("a", Checked));

        var failed = _scene.Change(Check(InstanceSignal.CheckFailed));
        Assert.Equal((ChangeKind.Unhealthy, "check 'web' failed: no"), (failed.Kind, failed.Cause));
        _scene.NoChange(Check(InstanceSignal.CheckFailed));

        Assert.Equal(ChangeKind.Healthy, _scene.Change(Check(InstanceSignal.CheckPassed)).Kind);
    }

    [Fact]
    public void What_was_found_of_another_process_changes_nothing()
    {
        _scene.Change(Registering("a", Checked, incarnation: 2));

        _scene.NoChange(Check(InstanceSignal.CheckFailed, incarnation: 1));
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("queue")]
    public void A_check_that_the_registry_is_not_asked_to_run_changes_nothing(string check)
    {
        _scene.Change(Registering("a", Checked));

        _scene.NoChange(Check(InstanceSignal.CheckFailed, check));
    }

    [Fact]
    public void A_removal_that_is_held_back_stays_so_whatever_a_check_finds()
    {
        string[] all = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
        foreach (var id in all)
        {
            _scene.Change(Registering(id, Checked));
        }

        _scene.Expire([.. all.Reverse()]);
        Assert.NotNull(_scene["a"].LapsedAt);

        _scene.NoChange(Check(InstanceSignal.CheckPassed));
        _scene.NoChange(Check(InstanceSignal.CheckFailed));

        Assert.NotNull(_scene["a"].LapsedAt);
    }

    [Fact]
    public void An_instance_that_is_not_there_is_not_found()
        => Assert.Equal(RegistryErrorCode.InstanceNotFound, _scene.Refused(Check(InstanceSignal.CheckPassed)).Code);

    [Fact]
    public void A_failing_check_that_is_taken_back_no_longer_counts_and_others_do()
    {
        _scene.Change(Registering("a", Checked));
        _scene.Change(Check(InstanceSignal.CheckFailed));
        _scene.Signal("a", InstanceSignal.CheckFailed, "disk");

        var less = _scene.Change(Registering("a", Plain));
        Assert.Equal((InstanceStatus.Unhealthy, "disk"), (less.NewStatus, string.Join(',', _scene["a"].FailingChecks)));
        _scene.Change(Registering("a", Checked));
        _scene.Change(Check(InstanceSignal.CheckFailed));
        _scene.Signal("a", InstanceSignal.CheckPassed, "disk");

        Assert.Equal(InstanceStatus.Healthy, _scene.Change(Registering("a", Plain)).NewStatus);
    }

    private static CheckCommand Check(InstanceSignal signal, string check = "web", ulong incarnation = 0)
        => new(InstanceId.Parse("a"), incarnation, new HealthReport(signal, check, "no"));
}
