namespace Orleans.Registry.HealthChecks;

/// <summary>What a probe found: whether the instance is well, and in words for people.</summary>
internal readonly record struct ProbeResult(CheckOutcome Outcome, string Output)
{
    public bool IsPassed => Outcome == CheckOutcome.Passed;

    public static ProbeResult Pass(string output) => new(CheckOutcome.Passed, OutputText.Clean(output));

    public static ProbeResult Fail(string output) => new(CheckOutcome.Failed, OutputText.Clean(output));
}
