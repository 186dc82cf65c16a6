namespace Orleans.Registry.Protocol;

/// <summary>Instance queries and read options as query strings.</summary>
public static class InstanceQueryText
{
    /// <summary>What a parameter that asks for metadata begins with; the key follows.</summary>
    public const string MetadataPrefix = "meta.";

    /// <summary>All parameters by name, <see cref="MetadataPrefix"/> standing for any metadata key.</summary>
    public static IReadOnlyList<string> Parameters { get; }
        = ["healthy", "tag", "version", "region", "zone", "dc", "protocol", MetadataPrefix, "minRevision", "wait", "strong"];

    /// <summary>Writes a query and options; empty, or beginning with <c>?</c>.</summary>
    public static string Format(InstanceQuery? query, ReadOptions? options)
    {
        var text = new QueryStringBuilder();
        if (query is not null)
        {
            AppendQuery(text, query);
        }

        if (options is not null)
        {
            AppendOptions(text, options);
        }

        return text.ToString();
    }

    /// <summary>Takes one parameter in.</summary>
    /// <returns>Whether it is one of a query or of read options; a wrong value is noted in the builder.</returns>
    public static bool TryRead(string name, string? value, InstanceQueryBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(builder);
        return builder.TryTake(name, value ?? string.Empty);
    }

    private static void AppendQuery(QueryStringBuilder text, InstanceQuery query)
    {
        text.AddIf(query.HealthyOnly, "healthy", "true");
        foreach (var tag in query.Tags)
        {
            text.Add("tag", tag);
        }

        text.Add("version", query.Version?.ToString());
        text.Add("region", query.Region);
        text.Add("zone", query.Zone);
        text.Add("dc", query.DataCenter);
        text.Add("protocol", query.Protocol);
        foreach (var (key, value) in query.Metadata.Entries)
        {
            text.Add(MetadataPrefix + key, value);
        }
    }

    private static void AppendOptions(QueryStringBuilder text, ReadOptions options)
    {
        if (options.MinRevision > Revision.None)
        {
            text.Add("minRevision", options.MinRevision.ToString());
            text.Add("wait", DurationText.Format(options.Wait));
        }

        text.AddIf(options.Strong, "strong", "true");
    }
}
