using System.Buffers;
using System.Globalization;

namespace Orleans.Registry.Routing;

/// <summary>The part of <see cref="PolicyValidator"/> that is about traffic.</summary>
internal static class TrafficPolicyValidator
{
    private const int MaxHeaderRoutes = 32;
    private const int MaxSplits = 16;
    private const int MaxSplitWeight = 10_000;
    private const int MaxHeaderName = 128;
    private const int MaxHeaderValue = 1024;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>What RFC 9110 section 5.6.2 allows in a header's name; a route by any other name could never apply.</summary>
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static void Validate(TrafficPolicy? traffic, ICollection<FieldError> errors)
    {
        if (traffic is null)
        {
            errors.Add(new FieldError("traffic", "must be given"));
            return;
        }

        ValidateHeaderRoutes(traffic.HeaderRoutes, errors);
        ValidateSplits(traffic.Splits, errors);
        if (!Enum.IsDefined(traffic.Locality))
        {
            errors.Add(new FieldError("traffic.locality", "must be none, region or zone"));
        }

        FieldRules.Number(errors, "traffic.minLocalInstances", traffic.MinLocalInstances, 1, 10_000);
        if (traffic.Timeout is { } timeout)
        {
            FieldRules.Duration(errors, "traffic.timeout", timeout, TimeSpan.FromMilliseconds(1), Hour);
        }

        FieldRules.Number(errors, "traffic.retries", traffic.Retries, 0, 10);
        FieldRules.Number(errors, "traffic.breakerFailures", traffic.BreakerFailures, 0, 1000);
        FieldRules.Duration(errors, "traffic.breakerOpenFor", traffic.BreakerOpenFor, TimeSpan.FromSeconds(1), Hour);
    }

    private static void ValidateHeaderRoutes(EquatableArray<HeaderRoute>? routes, ICollection<FieldError> errors)
    {
        if (routes is null || routes.Count > MaxHeaderRoutes)
        {
            errors.Add(new FieldError("traffic.headerRoutes", $"must be a list of at most {MaxHeaderRoutes}"));
            return;
        }

        var seen = new Dictionary<(string Header, string Value), int>();
        for (var i = 0; i < routes.Count; i++)
        {
            var route = routes[i];
            var field = string.Create(CultureInfo.InvariantCulture, $"traffic.headerRoutes[{i}]");
            if (route is null)
            {
                errors.Add(new FieldError(field, "must be given"));
                continue;
            }

            ValidateHeaderRoute(route, field, errors);
            if (!seen.TryAdd((route.Header?.ToUpperInvariant() ?? string.Empty, route.Value ?? string.Empty), i))
            {
                errors.Add(new FieldError(field, "repeats the header and value of an earlier route; join their versions with '||'"));
            }
        }
    }

    private static void ValidateHeaderRoute(HeaderRoute route, string field, ICollection<FieldError> errors)
    {
        if (route.Header is not { Length: >= 1 and <= MaxHeaderName } || route.Header.AsSpan().ContainsAnyExcept(TokenCharacters))
        {
            errors.Add(new FieldError($"{field}.header", $"must be 1 to {MaxHeaderName} characters that a header's name may have"));
        }

        FieldRules.Text(errors, $"{field}.value", route.Value, 0, MaxHeaderValue);
        if (route.Version is null)
        {
            errors.Add(new FieldError($"{field}.version", "must be a version range"));
        }
    }

    private static void ValidateSplits(EquatableArray<VersionSplit>? splits, ICollection<FieldError> errors)
    {
        if (splits is null || splits.Count > MaxSplits)
        {
            errors.Add(new FieldError("traffic.splits", $"must be a list of at most {MaxSplits}"));
            return;
        }

        var seen = new HashSet<VersionRange>();
        var anyShare = splits.Count == 0;
        for (var i = 0; i < splits.Count; i++)
        {
            var split = splits[i];
            var field = string.Create(CultureInfo.InvariantCulture, $"traffic.splits[{i}]");
            if (split?.Version is null)
            {
                errors.Add(new FieldError($"{field}.version", "must be a version range"));
                continue;
            }

            if (!seen.Add(split.Version))
            {
                errors.Add(new FieldError($"{field}.version", "is used twice"));
            }

            FieldRules.Number(errors, $"{field}.weight", split.Weight, 0, MaxSplitWeight);
            anyShare |= split.Weight > 0;
        }

        if (!anyShare)
        {
            errors.Add(new FieldError("traffic.splits", "must have a weight above 0 at least once"));
        }
    }
}
