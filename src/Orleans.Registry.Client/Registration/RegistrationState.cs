namespace Orleans.Registry.Client;

/// <summary>Where one registration of this process stands.</summary>
public enum RegistrationState
{
    /// <summary>Not a state.</summary>
    None = 0,

    /// <summary>Not acknowledged yet, or forgotten by the registry: it is tried until it is acknowledged.</summary>
    Registering = 1,

    /// <summary>Acknowledged; its lease is renewed.</summary>
    Registered = 2,

    /// <summary>The registry refused it; it is tried again, seldom, because a refusal may come from a policy that changes.</summary>
    Refused = 3,

    /// <summary>Another process registered the same id later and owns it; this one has stopped.</summary>
    Superseded = 4,

    /// <summary>It is being taken out: no new calls shall come, the lease still runs.</summary>
    Draining = 5,

    /// <summary>It is out.</summary>
    Removed = 6,
}
