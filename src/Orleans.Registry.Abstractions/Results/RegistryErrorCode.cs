namespace Orleans.Registry;

/// <summary>
/// Why a registry refused. The names are stable: doors translate them into their own protocol (HTTP writes them in
/// snake case, e.g. <c>instance_not_found</c>).
/// </summary>
public enum RegistryErrorCode
{
    /// <summary>Not an error; never sent.</summary>
    None = 0,

    /// <summary>One or more fields of the request are not valid; see <see cref="RegistryError.Fields"/>.</summary>
    InvalidRequest = 1,

    /// <summary>The registry knows no service of that name.</summary>
    ServiceNotFound = 2,

    /// <summary>The registry knows no instance of that id: register again.</summary>
    InstanceNotFound = 3,

    /// <summary>The id belongs to an instance of another service.</summary>
    InstanceIdInUse = 4,

    /// <summary>The status machine has no such step from the present status.</summary>
    InvalidTransition = 5,

    /// <summary>The expected revision or version is not the present one: read again.</summary>
    VersionConflict = 6,

    /// <summary>A limit of the service's policy or of the registry is reached.</summary>
    LimitExceeded = 7,

    /// <summary>The asked revision, time or version is no longer, or not yet, in the history.</summary>
    HistoryUnavailable = 8,

    /// <summary>The registry did not reach the asked minimum revision within the asked wait.</summary>
    RevisionNotReached = 9,

    /// <summary>The registry is recovering or is not the owner: ask again soon or ask another.</summary>
    NotReady = 10,

    /// <summary>The store did not take the write; whether it will be found later is not known.</summary>
    StoreUnavailable = 11,

    /// <summary>Another registry has taken the store over; this one no longer acknowledges writes.</summary>
    Fenced = 12,

    /// <summary>The same operation id was used before for a different mutation.</summary>
    OperationIdReused = 13,

    /// <summary>No policy or configuration of that version is kept.</summary>
    VersionNotFound = 14,

    /// <summary>No watcher of that id is connected.</summary>
    WatcherNotFound = 15,

    /// <summary>The registry cannot be reached.</summary>
    Unreachable = 16,

    /// <summary>The registry sheds load: ask again later.</summary>
    Overloaded = 17,

    /// <summary>The registry failed in a way that is its own fault.</summary>
    Internal = 18,
}
