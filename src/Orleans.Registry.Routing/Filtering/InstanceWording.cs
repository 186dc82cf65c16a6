using System.Globalization;
using System.Text;

namespace Orleans.Registry.Routing;

/// <summary>The sentences in which explain tells what was compared with what.</summary>
internal static class InstanceWording
{
    private const int MaxQuoted = 64;

    /// <summary>The status in force, who decided it, why and since when.</summary>
    public static string Status(ServiceInstance instance, InstanceQuery query)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"status is {Name(instance.Status)} since {Time(instance.StatusSince)}");
        if (instance.StatusReason.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" ({instance.StatusReason})");
        }

        if (instance.Override is { } set)
        {
            text.Append(CultureInfo.InvariantCulture, $"; set by operator {Override(set)}");
            text.Append(CultureInfo.InvariantCulture, $"; the instance itself reports {Name(instance.ReportedStatus)}");
        }

        if (instance.LapsedAt is { } lapsed)
        {
            text.Append(CultureInfo.InvariantCulture, $"; its lease ran out at {Time(lapsed)} and protection holds its removal back");
        }

        return text.Append(query.HealthyOnly ? "; wanted is healthy" : "; any status is wanted").ToString();
    }

    /// <summary>The override's author, reason and age.</summary>
    public static string Override(OperatorOverride set)
    {
        var by = set.By.Length > 0 ? Quote(set.By) : "(not named)";
        var reason = set.Reason.Length > 0 ? $": {set.Reason}" : ", no reason given";
        return $"{by} at {Time(set.Since)}{reason}";
    }

    public static string Tags(ServiceInstance instance, InstanceQuery query)
    {
        var has = List(instance.Details.Tags);
        if (query.Tags.Count == 0)
        {
            return $"has {has}; none are wanted";
        }

        List<string> missing = [.. query.Tags.Where(tag => !instance.Details.Tags.Contains(tag))];
        return missing.Count == 0 ? $"has all of {List(query.Tags)}" : $"lacks {List(missing)}; has {has}";
    }

    public static string Version(ServiceInstance instance, InstanceQuery query)
    {
        var version = instance.Details.Version;
        if (query.Version is not { } range)
        {
            return $"is {Quote(version)}; any is wanted";
        }

        var readable = SemanticVersion.TryParse(version, out _)
            ? string.Empty
            : ", which cannot be read as a version and so lies in '*' only";
        return $"is {Quote(version)}{readable}; wanted is {Quote(range.ToString())}";
    }

    public static string Text(string present, string? wanted)
        => wanted is null ? $"is {Quote(present)}; any is wanted" : $"is {Quote(present)}; wanted is {Quote(wanted)}";

    public static string Metadata(ServiceInstance instance, InstanceQuery query)
    {
        if (query.Metadata.Count == 0)
        {
            return "no entries are wanted";
        }

        List<string> wrong = [];
        foreach (var (key, value) in query.Metadata)
        {
            if (!instance.Details.Metadata.TryGetValue(key, out var found))
            {
                wrong.Add($"{Quote(key)} is absent; wanted is {Quote(value)}");
            }
            else if (!string.Equals(found, value, StringComparison.Ordinal))
            {
                wrong.Add($"{Quote(key)} is {Quote(found)}; wanted is {Quote(value)}");
            }
        }

        return wrong.Count == 0 ? "has every wanted entry" : string.Join("; ", wrong);
    }

    /// <summary>UTC to the millisecond.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>The status in the words of the documentation.</summary>
    public static string Name(InstanceStatus status) => status switch
    {
        InstanceStatus.Starting => "starting",
        InstanceStatus.Healthy => "healthy",
        InstanceStatus.Unhealthy => "unhealthy",
        InstanceStatus.Draining => "draining",
        InstanceStatus.OutOfService => "out of service",
        _ => "unknown",
    };

    /// <summary>Makes hostile text safe to repeat: short, one line, no control characters or broken surrogates.</summary>
    public static string Quote(string? value)
    {
        if (value is null)
        {
            return "null";
        }

        var shown = value.Length <= MaxQuoted ? value : string.Concat(value.AsSpan(0, MaxQuoted), "...");
        return string.Create(shown.Length + 2, shown, static (span, text) =>
        {
            span[0] = '\'';
            span[^1] = '\'';
            for (var i = 0; i < text.Length; i++)
            {
                span[i + 1] = char.IsControl(text[i]) || char.IsSurrogate(text[i]) ? '?' : text[i];
            }
        });
    }

    private static string List(IReadOnlyCollection<string> items)
        => items.Count == 0 ? "no tags" : string.Join(", ", items.Select(Quote));
}
