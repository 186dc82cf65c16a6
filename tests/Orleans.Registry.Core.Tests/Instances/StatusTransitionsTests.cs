namespace Orleans.Registry.Core.Tests.Instances;

public sealed class StatusTransitionsTests
{
    // Every combination; "-" is a refusal.
    [Theory]
    [InlineData(InstanceSignal.None, "- - - - - -")]
    [InlineData(InstanceSignal.Ready, "Healthy Healthy Healthy - - -")]
    [InlineData(InstanceSignal.CheckPassed, "Healthy Healthy Healthy Healthy Draining -")]
    [InlineData(InstanceSignal.CheckFailed, "Unhealthy Unhealthy Unhealthy Unhealthy Draining -")]
    [InlineData(InstanceSignal.Drain, "Draining Draining Draining Draining Draining -")]
    [InlineData(InstanceSignal.Resume, "- - - - Healthy -")]
    [InlineData((InstanceSignal)6, "- - - - - -")]
    [InlineData((InstanceSignal)(-1), "- - - - - -")]
    public void Each_signal_leads_where_the_table_says(InstanceSignal signal, string fromEachStatus)
    {
        var expected = fromEachStatus.Split(' ');
        foreach (var status in Enum.GetValues<InstanceStatus>())
        {
            var moves = StatusTransitions.TryNext(status, signal, out var next);

            Assert.Equal(expected[(int)status], moves ? next.ToString() : "-");
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(6)]
    [InlineData(99)]
    public void A_status_that_is_none_leads_nowhere(int status)
        => Assert.All(Enum.GetValues<InstanceSignal>(), signal => Assert.False(StatusTransitions.TryNext((InstanceStatus)status, signal, out _)));

    [Theory]
    [InlineData(InstanceStatus.Unknown, false)]
    [InlineData(InstanceStatus.Starting, false)]
    [InlineData(InstanceStatus.Healthy, true)]
    [InlineData(InstanceStatus.Unhealthy, true)]
    [InlineData(InstanceStatus.Draining, false)]
    [InlineData(InstanceStatus.OutOfService, true)]
    [InlineData((InstanceStatus)99, false)]
    public void An_operator_may_set_healthy_unhealthy_or_out_of_service(InstanceStatus status, bool may)
        => Assert.Equal(may, StatusTransitions.MayOverride(status));
}
