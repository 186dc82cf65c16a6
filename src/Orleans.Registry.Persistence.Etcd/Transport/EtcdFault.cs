namespace Orleans.Registry.Persistence.Etcd;

/// <summary>What a failed call means for whoever made it.</summary>
internal enum EtcdFault
{
    /// <summary>Not a fault.</summary>
    None = 0,

    /// <summary>No answer, or one that says "not now": the call may or may not have been carried out. Ask another member.</summary>
    Unreachable,

    /// <summary>Not carried out: log in again.</summary>
    InvalidToken,

    /// <summary>Not carried out: this etcd knows no users, so a login is not needed.</summary>
    AuthNotEnabled,

    /// <summary>Not carried out: the asked revision is compacted away.</summary>
    Compacted,

    /// <summary>Not carried out: what was named is not there.</summary>
    NotFound,

    /// <summary>Not carried out, and it will not be however often it is tried.</summary>
    Refused,
}
