using System.Globalization;

namespace Orleans.Registry;

/// <summary>The rules for what an instance may say of itself. Pure; collects every wrong field.</summary>
public static class InstanceRegistrationValidator
{
    /// <summary>Most tags of an instance.</summary>
    public const int MaxTags = 64;

    /// <summary>Most metadata entries of an instance.</summary>
    public const int MaxMetadataEntries = 64;

    /// <summary>Longest metadata key, tag, region, zone, data center, version and protocol, in characters.</summary>
    public const int MaxShortText = 128;

    /// <summary>Longest metadata value in characters.</summary>
    public const int MaxMetadataValue = 1024;

    /// <summary>Longest address in characters (a DNS name's limit).</summary>
    public const int MaxAddress = 253;

    /// <summary>Most health checks of an instance.</summary>
    public const int MaxHealthChecks = 8;

    /// <summary>Longest name of a health check in characters.</summary>
    public const int MaxCheckName = 64;

    /// <summary>Largest weight.</summary>
    public const int MaxWeight = 10_000;

    /// <summary>Shortest TTL any service may allow.</summary>
    public static readonly TimeSpan MinTtl = TimeSpan.FromSeconds(1);

    /// <summary>Longest TTL any service may allow.</summary>
    public static readonly TimeSpan MaxTtl = TimeSpan.FromHours(24);

    /// <summary>All that is wrong with a registration; empty when nothing is.</summary>
    public static IReadOnlyList<FieldError> Validate(InstanceRegistration registration)
    {
        ArgumentNullException.ThrowIfNull(registration);
        List<FieldError> errors = [];
        if (registration.Service.IsEmpty)
        {
            errors.Add(new FieldError("service", $"must be {ServiceName.Rule}"));
        }

        if (registration.Id.IsEmpty)
        {
            errors.Add(new FieldError("id", $"must be {InstanceId.Rule}"));
        }

        if (registration.InitialStatus is not (InstanceStatus.Starting or InstanceStatus.Healthy))
        {
            errors.Add(new FieldError("status", "must be starting or healthy when registering"));
        }

        Validate(registration.Details, errors);
        return errors;
    }

    /// <summary>Adds all that is wrong with an instance's details to a list.</summary>
    public static void Validate(InstanceDetails details, ICollection<FieldError> errors)
    {
        ArgumentNullException.ThrowIfNull(details);
        ArgumentNullException.ThrowIfNull(errors);
        ValidateAddress(details, errors);
        ShortText("version", details.Version, errors, mayBeEmpty: true);
        ShortText("protocol", details.Protocol, errors, mayBeEmpty: false);
        ShortText("region", details.Region, errors, mayBeEmpty: true);
        ShortText("zone", details.Zone, errors, mayBeEmpty: true);
        ShortText("dataCenter", details.DataCenter, errors, mayBeEmpty: true);
        if (details.Weight is < 0 or > MaxWeight)
        {
            errors.Add(new FieldError("weight", $"must be 0 to {MaxWeight}"));
        }

        if (details.Ttl != TimeSpan.Zero && (details.Ttl < MinTtl || details.Ttl > MaxTtl))
        {
            errors.Add(new FieldError("ttl", "must be 1 second to 24 hours"));
        }

        ValidateTags(details.Tags, errors);
        ValidateMetadata(details.Metadata, errors);
        ValidateChecks(details.HealthChecks, errors);
    }

    private static void ValidateAddress(InstanceDetails details, ICollection<FieldError> errors)
    {
        if (string.IsNullOrEmpty(details.Address) || details.Address.Length > MaxAddress
            || Uri.CheckHostName(details.Address) == UriHostNameType.Unknown)
        {
            errors.Add(new FieldError("address", $"must be a host name or IP address of at most {MaxAddress} characters"));
        }

        if (details.Port is < 0 or > 65535)
        {
            errors.Add(new FieldError("port", "must be 0 (none) to 65535"));
        }
    }

    private static void ValidateTags(TagSet tags, ICollection<FieldError> errors)
    {
        if (tags.Count > MaxTags)
        {
            errors.Add(new FieldError("tags", $"must be at most {MaxTags}"));
            return;
        }

        for (var i = 0; i < tags.Count; i++)
        {
            ShortText(string.Create(CultureInfo.InvariantCulture, $"tags[{i}]"), tags[i], errors, mayBeEmpty: false);
        }
    }

    private static void ValidateMetadata(StringMap metadata, ICollection<FieldError> errors)
    {
        if (metadata.Count > MaxMetadataEntries)
        {
            errors.Add(new FieldError("metadata", $"must have at most {MaxMetadataEntries} entries"));
            return;
        }

        foreach (var (key, value) in metadata)
        {
            var field = $"metadata.{ErrorText.Quote(key)}";
            ShortText(field, key, errors, mayBeEmpty: false);
            if (value is null || value.Length > MaxMetadataValue || !IsWellFormed(value, mayBreakLines: true))
            {
                errors.Add(new FieldError(field, $"must be text of at most {MaxMetadataValue} characters"));
            }
        }
    }

    private static void ValidateChecks(EquatableArray<HealthCheckDefinition> checks, ICollection<FieldError> errors)
    {
        if (checks.Count > MaxHealthChecks)
        {
            errors.Add(new FieldError("healthChecks", $"must be at most {MaxHealthChecks}"));
            return;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < checks.Count; i++)
        {
            var check = checks[i];
            var field = string.Create(CultureInfo.InvariantCulture, $"healthChecks[{i}]");
            ShortText($"{field}.name", check.Name, errors, mayBeEmpty: false, MaxCheckName);
            if (!names.Add(check.Name))
            {
                errors.Add(new FieldError($"{field}.name", "is used twice"));
            }

            HealthCheckRules.Validate(check, field, errors);
        }
    }

    internal static void Between<T>(string field, T value, T low, T high, ICollection<FieldError> errors)
        where T : IComparable<T>
    {
        if (value.CompareTo(low) < 0 || value.CompareTo(high) > 0)
        {
            errors.Add(new FieldError(field, $"must be {low} to {high}"));
        }
    }

    private static void ShortText(string field, string? value, ICollection<FieldError> errors, bool mayBeEmpty, int most = MaxShortText)
    {
        if (value is null || value.Length > most || (value.Length == 0 && !mayBeEmpty) || !IsWellFormed(value, mayBreakLines: false))
        {
            var least = mayBeEmpty ? 0 : 1;
            errors.Add(new FieldError(field, $"must be {least} to {most} characters without control characters"));
        }
    }

    internal static bool IsWellFormed(string value, bool mayBreakLines)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsControl(value[i]) && !(mayBreakLines && value[i] is ('\t' or '\n' or '\r')))
            {
                return false;
            }

            if (char.IsSurrogate(value[i]))
            {
                if (!char.IsSurrogatePair(value, i))
                {
                    return false;
                }

                i++;
            }
        }

        return true;
    }
}
