using System.Collections.Concurrent;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>Reads query strings, remembering the ones that come again. Bounded: when full it forgets everything.</summary>
internal sealed class ReadQueryCache(bool takesFilters)
{
    private const int MaxQueries = 512;
    private const int MaxRememberedLength = 256;

    private readonly ConcurrentDictionary<string, ReadQuery> _queries = new(StringComparer.Ordinal);
    private readonly QueryParameters _known = new(takesFilters ? KnownParameters.FilterAndRead : KnownParameters.Read);

    public ReadQuery Read(HttpRequest request)
    {
        var text = request.QueryString.Value;
        if (string.IsNullOrEmpty(text))
        {
            return ReadQuery.Empty;
        }

        if (_queries.TryGetValue(text, out var known))
        {
            return known;
        }

        var query = Parse(request.Query);

        // A minimum revision differs from read to read; remembering it would only push the others out.
        if (query is { Refusal: null, Options: null } && text.Length <= MaxRememberedLength)
        {
            Remember(text, query);
        }

        return query;
    }

    private ReadQuery Parse(IQueryCollection parameters)
    {
        if (_known.Unknown(parameters) is { Count: > 0 } unknown)
        {
            return new ReadQuery { Query = InstanceQuery.All, Refusal = Refusal.UnknownParameters(unknown) };
        }

        var builder = new InstanceQueryBuilder();
        foreach (var (name, values) in parameters)
        {
            foreach (var value in values)
            {
                InstanceQueryText.TryRead(name, value, builder);
            }
        }

        return new ReadQuery
        {
            Query = builder.Query,
            Options = builder.HasOptions ? builder.Options : null,
            Refusal = builder.Errors.Count == 0 ? null : Refusal.From(RegistryError.Invalid([.. builder.Errors])),
        };
    }

    private void Remember(string text, ReadQuery query)
    {
        if (_queries.Count >= MaxQueries)
        {
            _queries.Clear();
        }

        _queries.TryAdd(text, query);
    }
}
