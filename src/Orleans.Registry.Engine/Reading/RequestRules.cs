namespace Orleans.Registry.Engine;

/// <summary>The rules for requests that need no state to be checked: the same in every host. Pure; collects every wrong field.</summary>
public static class RequestRules
{
    /// <summary>Most renewals of one call.</summary>
    public const int MaxRenewals = 10_000;

    private static readonly TimeSpan MaxDrainWait = TimeSpan.FromMinutes(5);

    /// <summary>Checks a health report; <c>null</c> when nothing is wrong.</summary>
    public static RegistryError? Check(HealthReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        List<FieldError> errors = [];
        if (report.Signal is not (InstanceSignal.Ready or InstanceSignal.CheckPassed or InstanceSignal.CheckFailed))
        {
            errors.Add(new FieldError("signal", "must be ready, checkPassed or checkFailed"));
        }

        Text("check", report.Check, 64, errors);
        Text("output", report.Output, 1024, errors);
        return ToError(errors);
    }

    /// <summary>Checks an override; <c>null</c> when nothing is wrong.</summary>
    public static RegistryError? Check(OverrideRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        List<FieldError> errors = [];
        if (!Core.StatusTransitions.MayOverride(request.Status))
        {
            errors.Add(new FieldError("status", "must be outOfService, healthy or unhealthy"));
        }

        Text("reason", request.Reason, 512, errors);
        Text("by", request.By, 128, errors);
        return ToError(errors);
    }

    /// <summary>Checks an update; <c>null</c> when nothing is wrong. What it leads to is checked with the instance.</summary>
    public static RegistryError? Check(InstanceUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return update.IsEmpty ? RegistryError.Invalid("update", "must change weight, tags or metadata") : null;
    }

    /// <summary>Checks how fresh an answer is asked to be; <c>null</c> when nothing is wrong.</summary>
    public static RegistryError? Check(ReadOptions? options) => options?.Check();

    /// <summary>Checks how long a drain is waited for; <c>null</c> when nothing is wrong.</summary>
    public static RegistryError? CheckDrainWait(TimeSpan wait)
        => wait >= TimeSpan.Zero && wait <= MaxDrainWait ? null : RegistryError.Invalid("wait", "must be 0 to 300 seconds");

    /// <summary>Checks a batch of renewals; <c>null</c> when nothing is wrong.</summary>
    public static RegistryError? Check(IReadOnlyList<Renewal> renewals)
    {
        ArgumentNullException.ThrowIfNull(renewals);
        return renewals.Count <= MaxRenewals ? null : RegistryError.Invalid("renewals", $"must be at most {MaxRenewals}");
    }

    /// <summary>An error of all fields, or <c>null</c> when there is none.</summary>
    public static RegistryError? ToError(IReadOnlyList<FieldError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        return errors.Count == 0 ? null : RegistryError.Invalid(errors);
    }

    private static void Text(string field, string value, int most, List<FieldError> errors)
    {
        if (value is null || value.Length > most)
        {
            errors.Add(new FieldError(field, $"must be at most {most} characters"));
        }
    }
}
