namespace Orleans.Registry.Routing;

/// <summary>The rules for a service's policy, field by field and across fields. Pure; collects every wrong field.</summary>
/// <remarks>Fields are named as in JSON, with dots and indexes, e.g. <c>traffic.splits[1].weight</c>.</remarks>
public static class PolicyValidator
{
    /// <summary>Most instances any policy may allow.</summary>
    public const int MaxInstances = 10_000_000;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <summary>All that is wrong with a policy; empty when nothing is.</summary>
    public static IReadOnlyList<FieldError> Validate(ServicePolicy policy)
    {
        List<FieldError> errors = [];
        Validate(policy, errors);
        return errors;
    }

    /// <summary>Adds all that is wrong with a policy to a list.</summary>
    public static void Validate(ServicePolicy policy, ICollection<FieldError> errors)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(errors);
        ValidateTtls(policy, errors);
        FieldRules.Number(errors, "maxInstances", policy.MaxInstances, 1, MaxInstances);
        ValidateProtection(policy.Protection, errors);
        TrafficPolicyValidator.Validate(policy.Traffic, errors);
    }

    private static void ValidateTtls(ServicePolicy policy, ICollection<FieldError> errors)
    {
        var low = FieldRules.Duration(errors, "minTtl", policy.MinTtl, Second, Day);
        var high = FieldRules.Duration(errors, "maxTtl", policy.MaxTtl, Second, Day);
        var usual = FieldRules.Duration(errors, "defaultTtl", policy.DefaultTtl, Second, Day);
        if (low && high && policy.MinTtl > policy.MaxTtl)
        {
            errors.Add(new FieldError("minTtl", $"must not be above maxTtl ({FieldRules.Words(policy.MaxTtl)})"));
            return;
        }

        if (usual && low && policy.DefaultTtl < policy.MinTtl)
        {
            errors.Add(new FieldError("defaultTtl", $"must not be below minTtl ({FieldRules.Words(policy.MinTtl)})"));
        }

        if (usual && high && policy.DefaultTtl > policy.MaxTtl)
        {
            errors.Add(new FieldError("defaultTtl", $"must not be above maxTtl ({FieldRules.Words(policy.MaxTtl)})"));
        }
    }

    private static void ValidateProtection(ProtectionPolicy? protection, ICollection<FieldError> errors)
    {
        if (protection is null)
        {
            errors.Add(new FieldError("protection", "must be given"));
            return;
        }

        // Written so that NaN fails.
        if (!(protection.MaxExpiredShare > 0 && protection.MaxExpiredShare <= 1))
        {
            errors.Add(new FieldError("protection.maxExpiredShare", "must be above 0 and at most 1"));
        }

        FieldRules.Number(errors, "protection.minExpired", protection.MinExpired, 0, 1000);
        FieldRules.Duration(errors, "protection.window", protection.Window, Second, Hour);
        FieldRules.Duration(errors, "protection.maxHold", protection.MaxHold, Second, Day);
    }
}
