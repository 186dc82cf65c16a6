namespace Orleans.Registry.Embedded;

/// <summary>
/// The claim on a store that one process has to itself. Tokens only grow; whether a claim is alive is a matter of this
/// process, because a claim of another one ended when that process let go of the store. Guarded by its owner's lock.
/// </summary>
internal sealed class ClaimTable(TimeProvider time)
{
    private const int MaxOwnerLength = 256;
    private string _owner = string.Empty;
    private TimeSpan _ttl;
    private long _renewedAt;
    private bool _isHeld;

    /// <summary>The highest token ever drawn.</summary>
    public FencingToken Token { get; private set; }

    /// <summary>The claim, for storing; <c>null</c> when there never was one.</summary>
    public StoreClaim? Latest => Token == FencingToken.None ? null : new StoreClaim(Token, _owner, _ttl, IsAlive());

    /// <exception cref="ArgumentException">The owner or the time is not valid.</exception>
    public static void Require(string owner, TimeSpan ttl)
    {
        ArgumentException.ThrowIfNullOrEmpty(owner);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(owner.Length, MaxOwnerLength, nameof(owner));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ttl, TimeSpan.Zero);
    }

    /// <summary>Whether a write with this token must be refused.</summary>
    public bool IsFenced(FencingToken token) => token != FencingToken.None && token.Value < Token.Value;

    /// <summary>The claim that stands in the way of an owner's; <c>null</c> when nothing does.</summary>
    public StoreClaim? Obstacle(string owner)
        => IsAlive() && !string.Equals(owner, _owner, StringComparison.Ordinal) ? Latest : null;

    /// <summary>What the next claim would be; nothing changes.</summary>
    public StoreClaim Draw(string owner, TimeSpan ttl) => new(new FencingToken(Token.Value + 1), owner, ttl, IsAlive: true);

    /// <summary>Makes a drawn claim the claim.</summary>
    public void Take(StoreClaim claim)
    {
        Restore(claim);
        _isHeld = true;
        _renewedAt = time.GetTimestamp();
    }

    /// <summary>Takes in a claim of an earlier process. It is not alive.</summary>
    public void Restore(StoreClaim claim)
    {
        Token = claim.Token;
        _owner = claim.Owner;
        _ttl = claim.Ttl;
        _isHeld = false;
    }

    /// <summary>Keeps a claim alive, or revives it; false when it is not the latest.</summary>
    public bool Renew(StoreClaim claim)
    {
        if (claim.Token != Token || Token == FencingToken.None)
        {
            return false;
        }

        _isHeld = true;
        _renewedAt = time.GetTimestamp();
        return true;
    }

    /// <summary>Lets a claim go if it is the latest.</summary>
    public void Release(StoreClaim claim)
    {
        if (claim.Token == Token)
        {
            _isHeld = false;
        }
    }

    private bool IsAlive() => _isHeld && time.GetElapsedTime(_renewedAt) < _ttl;
}
