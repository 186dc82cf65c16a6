using System.Globalization;

namespace Orleans.Registry.Protocol;

/// <summary>Turns members of a request into domain values; notes what is wrong and goes on with the fallback.</summary>
internal readonly struct FieldReader(List<FieldError> errors, string prefix = "")
{
    public List<FieldError> Errors => errors;

    public FieldReader Within(string field) => new(errors, $"{prefix}{field}.");

    public FieldReader Within(string field, int index) => new(errors, string.Create(CultureInfo.InvariantCulture, $"{prefix}{field}[{index}]."));

    public void Refuse(string field, string message) => errors.Add(new FieldError(prefix + field, message));

    public T Required<T>(string field, T? value, T fallback)
        where T : class
    {
        if (value is null)
        {
            Refuse(field, "is required");
        }

        return value ?? fallback;
    }

    public int Int(string field, long? value, int fallback)
    {
        if (value is < int.MinValue or > int.MaxValue)
        {
            Refuse(field, $"must be {int.MinValue} to {int.MaxValue}");
            return fallback;
        }

        return (int?)value ?? fallback;
    }

    public TimeSpan Duration(string field, double? seconds, TimeSpan fallback)
    {
        if (seconds is not { } number)
        {
            return fallback;
        }

        if (Seconds.TryToTimeSpan(number, out var value))
        {
            return value;
        }

        Refuse(field, "must be a number of seconds");
        return fallback;
    }

    public T Name<T>(string field, string? name, T fallback)
        where T : struct, Enum
    {
        if (name is null)
        {
            return fallback;
        }

        if (WireNames.TryParse<T>(name, out var value))
        {
            return value;
        }

        Refuse(field, $"must be one of {WireNames.List<T>()}");
        return fallback;
    }

    public T RequiredName<T>(string field, string? name)
        where T : struct, Enum
    {
        if (name is null)
        {
            Refuse(field, "is required");
        }

        return Name<T>(field, name, default);
    }

    public VersionRange Range(string field, string? text)
    {
        if (VersionRange.TryParse(text, out var range))
        {
            return range;
        }

        Refuse(field, "must be a version range such as >=1.2 <2");
        return VersionRange.Any;
    }

    public ServiceName Service(string field, string? text)
    {
        if (!ServiceName.TryParse(text, out var service))
        {
            Refuse(field, FieldRules.ServiceName);
        }

        return service;
    }

    public TagSet Tags(string field, IReadOnlyList<string?>? tags)
    {
        for (var i = 0; i < (tags?.Count ?? 0); i++)
        {
            if (tags![i] is null)
            {
                Refuse(string.Create(CultureInfo.InvariantCulture, $"{field}[{i}]"), "must be text");
            }
        }

        return TagSet.Create(tags?.OfType<string>());
    }

    public StringMap Map(string field, IReadOnlyDictionary<string, string?>? entries)
    {
        foreach (var (key, value) in entries ?? new Dictionary<string, string?>())
        {
            if (value is null)
            {
                Refuse($"{field}.{key}", "must be text");
            }
        }

        return StringMap.Create(entries?.Where(static e => e.Value is not null).Select(static e => KeyValuePair.Create(e.Key, e.Value!)));
    }

    public RegistryResult<T> Finish<T>(T value) => errors.Count == 0 ? RegistryResult.Success(value) : RegistryError.Invalid(errors);
}
