namespace Orleans.Registry.Simulation.Running;

/// <summary>
/// How rough one history is: drawn anew for each, so that some are calm, some suffer from one thing only and some from
/// everything at once. All chances are per occasion, all times in ms.
/// </summary>
internal sealed class Weather
{
    public Weather(SeededRandom random)
    {
        double Some(double most) => random.Chance(0.5) ? 0 : most * random.Below(1000) / 1000;
        LostRequest = Some(0.1);
        LostReply = Some(0.2);
        Duplicate = Some(0.2);
        WriteFails = Some(0.15);
        WriteIsSlow = Some(0.6);
        Crash = Some(1);
        Pause = Some(1);
        Takeover = Some(1);
        WallJump = Some(1);
        Outage = Some(0.7);
        Loss = random.Chance(0.1) ? 0.3 : 0;
        MassSilence = random.Chance(0.6) ? 1 : 0;
        SlowWatcher = Some(0.5);
    }

    public double LostRequest { get; private set; }

    public double LostReply { get; private set; }

    public double Duplicate { get; private set; }

    public double WriteFails { get; private set; }

    public double WriteIsSlow { get; private set; }

    public double Crash { get; private set; }

    public double Pause { get; private set; }

    public double Takeover { get; private set; }

    public double WallJump { get; private set; }

    public double Outage { get; private set; }

    public double Loss { get; private set; }

    public double MassSilence { get; private set; }

    public double SlowWatcher { get; private set; }

    /// <summary>No fault from now on, for good.</summary>
    public void Calm()
    {
        LostRequest = LostReply = Duplicate = WriteFails = WriteIsSlow = 0;
        Crash = Pause = Takeover = WallJump = Outage = Loss = MassSilence = SlowWatcher = 0;
    }
}
