namespace Orleans.Registry;

/// <summary>What the registry says to one renewal.</summary>
public enum RenewalOutcome
{
    /// <summary>Not an answer; never sent.</summary>
    None = 0,

    /// <summary>The lease runs on.</summary>
    Renewed = 1,

    /// <summary>The registry does not know the instance: register again.</summary>
    Unknown = 2,

    /// <summary>
    /// The renewal named a registration that a newer one of the same id has replaced: another process owns the id now, so
    /// stop renewing it.
    /// </summary>
    Superseded = 3,

    /// <summary>The registry cannot tell yet (recovering, or not the owner): try again, do not register again.</summary>
    NotReady = 4,
}
