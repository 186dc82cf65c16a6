namespace Orleans.Registry;

/// <summary>Why an instance is gone.</summary>
public enum RemovalReason
{
    /// <summary>It is not gone.</summary>
    None = 0,

    /// <summary>It said goodbye itself.</summary>
    Deregistered = 1,

    /// <summary>Its lease ran out.</summary>
    Expired = 2,

    /// <summary>An operator removed it.</summary>
    Evicted = 3,
}
