namespace Orleans.Registry.Protocol;

/// <summary>Policies to the wire and back.</summary>
public static class PolicyMapping
{
    /// <summary>A policy as it is sent, with every member.</summary>
    public static ServicePolicyDto ToDto(this ServicePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return new ServicePolicyDto
        {
            DefaultTtlSeconds = policy.DefaultTtl.TotalSeconds,
            MinTtlSeconds = policy.MinTtl.TotalSeconds,
            MaxTtlSeconds = policy.MaxTtl.TotalSeconds,
            MaxInstances = policy.MaxInstances,
            Protection = new ProtectionPolicyDto
            {
                Enabled = policy.Protection.Enabled,
                MaxExpiredShare = policy.Protection.MaxExpiredShare,
                MinExpired = policy.Protection.MinExpired,
                WindowSeconds = policy.Protection.Window.TotalSeconds,
                MaxHoldSeconds = policy.Protection.MaxHold.TotalSeconds,
            },
            Traffic = TrafficMapping.ToDto(policy.Traffic),
        };
    }

    /// <summary>What an operator sent as a policy, or every wrong field of it.</summary>
    /// <param name="dto">The policy.</param>
    /// <param name="prefix">What the names of wrong fields begin with, e.g. <c>policy.</c>.</param>
    public static RegistryResult<ServicePolicy> ToDomain(this ServicePolicyDto dto, string prefix)
    {
        ArgumentNullException.ThrowIfNull(dto);
        var read = new FieldReader([], prefix);
        return read.Finish(Read(dto, read));
    }

    /// <summary>A policy of an answer.</summary>
    /// <exception cref="FormatException">It is not one of this protocol.</exception>
    public static ServicePolicy ToDomain(this ServicePolicyDto dto)
    {
        var result = dto.ToDomain(string.Empty);
        return result.IsSuccess ? result.Value : throw new FormatException(result.Error.Message);
    }

    /// <summary>A version as it is sent.</summary>
    public static VersionedPolicyDto ToDto(this VersionedPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return new()
        {
            Version = policy.Version,
            At = Times.ToWireOrNull(policy.At),
            By = policy.By,
            Comment = policy.Comment,
            Policy = policy.Policy.ToDto(),
        };
    }

    /// <summary>A version of an answer.</summary>
    /// <exception cref="FormatException">It is not one of this protocol.</exception>
    public static VersionedPolicy ToDomain(this VersionedPolicyDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        return new(dto.Version, dto.Policy.ToDomain(), Times.ToDomain(dto.At), dto.By, dto.Comment);
    }

    private static ServicePolicy Read(ServicePolicyDto dto, FieldReader read)
    {
        var standard = ServicePolicy.Default;
        return new ServicePolicy
        {
            DefaultTtl = read.Duration("defaultTtlSeconds", dto.DefaultTtlSeconds, standard.DefaultTtl),
            MinTtl = read.Duration("minTtlSeconds", dto.MinTtlSeconds, standard.MinTtl),
            MaxTtl = read.Duration("maxTtlSeconds", dto.MaxTtlSeconds, standard.MaxTtl),
            MaxInstances = read.Int("maxInstances", dto.MaxInstances, standard.MaxInstances),
            Protection = Read(dto.Protection, standard.Protection, read.Within("protection")),
            Traffic = TrafficMapping.Read(dto.Traffic, standard.Traffic, read.Within("traffic")),
        };
    }

    private static ProtectionPolicy Read(ProtectionPolicyDto? dto, ProtectionPolicy standard, FieldReader read) => new()
    {
        Enabled = dto?.Enabled ?? standard.Enabled,
        MaxExpiredShare = dto?.MaxExpiredShare ?? standard.MaxExpiredShare,
        MinExpired = read.Int("minExpired", dto?.MinExpired, standard.MinExpired),
        Window = read.Duration("windowSeconds", dto?.WindowSeconds, standard.Window),
        MaxHold = read.Duration("maxHoldSeconds", dto?.MaxHoldSeconds, standard.MaxHold),
    };
}
