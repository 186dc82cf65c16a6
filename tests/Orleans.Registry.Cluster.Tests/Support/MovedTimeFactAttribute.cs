namespace Orleans.Registry.Cluster.Tests.Support;

/// <summary>A fact that moves the time of silos; skipped where Orleans does not let it.</summary>
public sealed class MovedTimeFactAttribute : FactAttribute
{
    public MovedTimeFactAttribute() => Skip = MovedTime.ReasonToSkip;
}
