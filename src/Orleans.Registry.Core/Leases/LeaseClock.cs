namespace Orleans.Registry.Core;

/// <summary>
/// The time that leases run by: it advances only while the registry could have heard a renewal (P4). Each
/// <see cref="Tick"/> adds the time since the last one, but never more than <see cref="MaxStep"/>: the rest of a longer gap
/// (a stopped process, a suspended machine, a collected heap) does not count, and a grace begins in which nothing expires,
/// so that the renewals that piled up meanwhile are heard first.
/// </summary>
/// <remarks>One thread ticks; <see cref="Now"/>, <see cref="At"/> and <see cref="MayExpire"/> may be read by any thread. Times are milliseconds.</remarks>
public sealed class LeaseClock
{
    private readonly long _grace;
    private const long Unset = long.MinValue;

    private long _now;
    private long _lastTick;
    private long _offset = Unset;
    private long _mayExpireFrom;
    private bool _started;

    /// <summary>Creates a clock that stands at 0.</summary>
    /// <param name="maxStep">Longest gap between two ticks that counts in full, in ms.</param>
    /// <param name="grace">How long nothing expires after a longer gap, in ms.</param>
    public LeaseClock(long maxStep = 500, long grace = 2000)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxStep);
        ArgumentOutOfRangeException.ThrowIfNegative(grace);
        MaxStep = maxStep;
        _grace = grace;
    }

    /// <summary>Longest gap between two ticks that counts in full, in ms.</summary>
    public long MaxStep { get; }

    /// <summary>The time, in ms.</summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>
    /// The time between two ticks: what <see cref="Now"/> would be if the clock ticked at <paramref name="monotonic"/>. A
    /// renewal is stamped with it, so that a late tick does not cut the lease short.
    /// </summary>
    /// <param name="monotonic">A monotonic time in ms, of the same origin as that of <see cref="Tick"/>.</param>
    public long At(long monotonic)
    {
        var offset = Volatile.Read(ref _offset);
        var now = Now;
        return offset == Unset ? now : Math.Clamp(offset + monotonic, now, now + MaxStep);
    }

    /// <summary>Whether leases may be expired now: false during a grace.</summary>
    public bool MayExpire => Now >= Volatile.Read(ref _mayExpireFrom);

    /// <summary>How many gaps were too long to count.</summary>
    public long Pauses { get; private set; }

    /// <summary>Moves the clock. Returns the time that did not count, in ms; 0 for a tick in time.</summary>
    /// <param name="monotonic">A monotonic time in ms; a step backwards counts as none.</param>
    public long Tick(long monotonic)
    {
        var gap = _started ? Math.Max(0, monotonic - _lastTick) : 0;
        _started = true;
        _lastTick = monotonic;
        var step = Math.Min(gap, MaxStep);
        var now = _now + step;
        if (gap > MaxStep)
        {
            Pauses++;
            Volatile.Write(ref _mayExpireFrom, now + _grace);
        }

        Volatile.Write(ref _offset, now - monotonic);
        Volatile.Write(ref _now, now);
        return gap - step;
    }

    /// <summary>Begins a grace, as after a takeover.</summary>
    public void BeginGrace() => Volatile.Write(ref _mayExpireFrom, Now + _grace);
}
