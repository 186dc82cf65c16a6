using System.Text;

namespace Orleans.Registry.Routing;

/// <summary>The rules for a service's configuration. Pure; collects every wrong field.</summary>
public static class ConfigurationValidator
{
    /// <summary>Most entries.</summary>
    public const int MaxEntries = 1024;

    /// <summary>Longest key in characters.</summary>
    public const int MaxKey = 256;

    /// <summary>Most text of all keys and values together, in bytes of UTF-8.</summary>
    public const int MaxTotalBytes = 256 * 1024;

    /// <summary>All that is wrong with the entries of a configuration; empty when nothing is.</summary>
    public static IReadOnlyList<FieldError> Validate(StringMap entries)
    {
        List<FieldError> errors = [];
        Validate(entries, errors);
        return errors;
    }

    /// <summary>Adds all that is wrong with the entries of a configuration to a list.</summary>
    public static void Validate(StringMap entries, ICollection<FieldError> errors)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(errors);
        if (entries.Count > MaxEntries)
        {
            errors.Add(new FieldError("entries", $"must be at most {MaxEntries}"));
            return;
        }

        var total = 0L;
        foreach (var (key, value) in entries.Entries)
        {
            var field = $"entries[{InstanceWording.Quote(key)}]";
            if (key.Length is 0 or > MaxKey || !FieldRules.IsWellFormed(key))
            {
                errors.Add(new FieldError(field, $"must have a key of 1 to {MaxKey} characters without control characters"));
            }

            if (value is null || !FieldRules.IsWellFormed(value))
            {
                errors.Add(new FieldError(field, "must be text without control characters other than tab and line ends"));
            }

            total += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value ?? string.Empty);
        }

        if (total > MaxTotalBytes)
        {
            errors.Add(new FieldError("entries", $"must be at most {MaxTotalBytes / 1024} KiB of text in all, in UTF-8"));
        }
    }
}
