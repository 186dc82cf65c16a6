namespace Orleans.Registry.Protocol;

/// <summary>Collects the parameters of a query string into an <see cref="InstanceQuery"/> and <see cref="ReadOptions"/>.</summary>
/// <remarks>Not safe for several threads.</remarks>
public sealed class InstanceQueryBuilder
{
    private readonly List<FieldError> _errors = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _tags = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private InstanceQuery _query = InstanceQuery.All;
    private ReadOptions _options = ReadOptions.Default;

    /// <summary>Everything that is wrong so far.</summary>
    public IList<FieldError> Errors => _errors;

    /// <summary>The query.</summary>
    public InstanceQuery Query => _query with { Tags = TagSet.Create(_tags), Metadata = StringMap.Create(_metadata) };

    /// <summary>The options.</summary>
    public ReadOptions Options => _options;

    /// <summary>Whether any read option was given.</summary>
    public bool HasOptions => !ReferenceEquals(_options, ReadOptions.Default);

    internal bool TryTake(string name, string value)
    {
        if (!IsKnown(name))
        {
            return false;
        }

        if (name != "tag" && !_seen.Add(name))
        {
            _errors.Add(new FieldError(name, "may be given once"));
        }
        else if (name.StartsWith(InstanceQueryText.MetadataPrefix, StringComparison.Ordinal))
        {
            _metadata[name[InstanceQueryText.MetadataPrefix.Length..]] = value;
        }
        else if (!TakeFilter(name, value))
        {
            TakeOption(name, value);
        }

        return true;
    }

    private static bool IsKnown(string name)
        => InstanceQueryText.Parameters.Contains(name)
            ? name != InstanceQueryText.MetadataPrefix
            : name.StartsWith(InstanceQueryText.MetadataPrefix, StringComparison.Ordinal);

    private bool TakeFilter(string name, string value)
    {
        switch (name)
        {
            case "healthy":
                _query = _query with { HealthyOnly = Flag(name, value) };
                return true;
            case "tag":
                _tags.Add(value);
                return true;
            case "version":
                _query = _query with { Version = new FieldReader(_errors).Range(name, value) };
                return true;
            case "region":
                _query = _query with { Region = value };
                return true;
            case "zone":
                _query = _query with { Zone = value };
                return true;
            case "dc":
                _query = _query with { DataCenter = value };
                return true;
            case "protocol":
                _query = _query with { Protocol = value };
                return true;
            default:
                return false;
        }
    }

    private void TakeOption(string name, string value)
    {
        switch (name)
        {
            case "minRevision" when HistoryPointText.TryParseRevision(value, out var revision):
                _options = _options with { MinRevision = revision };
                break;
            case "minRevision":
                _errors.Add(new FieldError(name, "must be a number of 0 or more"));
                break;
            case "wait" when DurationText.TryParse(value, out var wait) && wait <= TimeSpan.FromSeconds(60):
                _options = _options with { Wait = wait };
                break;
            case "wait":
                _errors.Add(new FieldError(name, FieldRules.Duration + ", at most 60s"));
                break;
            default:
                _options = _options with { Strong = Flag(name, value) };
                break;
        }
    }

    private bool Flag(string name, string value)
    {
        if (value is "true" or "1" or "")
        {
            return true;
        }

        if (value is not ("false" or "0"))
        {
            _errors.Add(new FieldError(name, "must be true or false"));
        }

        return false;
    }
}
