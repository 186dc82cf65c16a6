namespace Orleans.Registry.Persistence.Etcd;

/// <summary>What a key of a service holds: the letter behind the service's prefix.</summary>
internal enum ServiceKeyKind : byte
{
    /// <summary>A version of the configuration.</summary>
    Configuration = (byte)'c',

    /// <summary>An instance.</summary>
    Instance = (byte)'i',

    /// <summary>Changes of the log.</summary>
    Log = (byte)'l',

    /// <summary>An operator override.</summary>
    Override = (byte)'o',

    /// <summary>A version of the policy.</summary>
    Policy = (byte)'p',
}
