using System.Globalization;

namespace Orleans.Registry.Engine;

/// <summary>Which registrations a host may take, by what it can check: the same in every host.</summary>
public static class CheckRules
{
    /// <summary>
    /// All that is wrong with a registration, checks that this host cannot run included: what is not run must not be taken.
    /// </summary>
    /// <param name="registration">The registration.</param>
    /// <param name="runner">What runs checks here; <c>null</c> for nothing.</param>
    public static IReadOnlyList<FieldError> Validate(InstanceRegistration registration, IHealthCheckRunner? runner)
    {
        var errors = InstanceRegistrationValidator.Validate(registration);
        if (errors.Count > 0 || !HasActive(registration.Details))
        {
            return errors;
        }

        List<FieldError> missing = [];
        if (runner is not null)
        {
            runner.Validate(registration.Details, missing);
            return missing;
        }

        var checks = registration.Details.HealthChecks;
        for (var i = 0; i < checks.Count; i++)
        {
            if (checks[i].IsActive)
            {
                missing.Add(new FieldError(
                    string.Create(CultureInfo.InvariantCulture, $"healthChecks[{i}].kind"), "must be reported: this registry runs no checks itself"));
            }
        }

        return missing;
    }

    /// <summary>Whether an instance asks for a check that the registry is to run.</summary>
    public static bool HasActive(InstanceDetails details)
    {
        ArgumentNullException.ThrowIfNull(details);
        var checks = details.HealthChecks;
        for (var i = 0; i < checks.Count; i++)
        {
            if (checks[i].IsActive)
            {
                return true;
            }
        }

        return false;
    }
}
