using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;

namespace Orleans.Registry.Persistence.Redis;

/// <summary>
/// What the Redis store measures and traces, by the semantic conventions for database clients
/// (https://opentelemetry.io/docs/specs/semconv/database/redis/). Safe to use from many threads.
/// </summary>
internal sealed class RedisStoreInstruments : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Orleans.Registry.Persistence.Redis";

    private static readonly ActivitySource Source = new(Name);
    private readonly KeyValuePair<string, object?>[] _common;
    private readonly Meter? _owned;
    private readonly Histogram<double> _duration;

    /// <summary>Creates the instruments; without a factory on a meter of its own.</summary>
    public RedisStoreInstruments(IMeterFactory? factory, RedisRegistryStoreOptions options)
    {
        _common = [.. Common(options)];
        var meter = factory?.Create(Name) ?? (_owned = new Meter(Name));
        _duration = meter.CreateHistogram(
            "db.client.operation.duration",
            unit: "s",
            description: "Duration of database client operations.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] });
    }

    /// <summary>Whether anybody wants to know how long operations take.</summary>
    public bool MeasuresTime => _duration.Enabled;

    /// <summary>Begins the span of an operation; <c>null</c> when nobody listens.</summary>
    public Activity? Begin(RedisOperation operation)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var tags = new ActivityTagsCollection();
        foreach (var (key, value) in Tags(operation, error: null))
        {
            tags.Add(key, value);
        }

        return Source.StartActivity(operation.ToString(), ActivityKind.Client, default(ActivityContext), tags);
    }

    /// <summary>Records how an operation ended.</summary>
    /// <param name="operation">What was asked.</param>
    /// <param name="elapsed">How long it took.</param>
    /// <param name="error">Why it failed, or <c>null</c>.</param>
    public void Record(RedisOperation operation, TimeSpan elapsed, string? error)
    {
        if (_duration.Enabled)
        {
            _duration.Record(elapsed.TotalSeconds, Tags(operation, error));
        }
    }

    public void Dispose() => _owned?.Dispose();

    private TagList Tags(RedisOperation operation, string? error)
    {
        var tags = new TagList(_common) { { "db.operation.name", operation.Command } };
        if (operation.Script is { } script)
        {
            tags.Add("db.stored_procedure.name", script);
        }

        if (error is not null)
        {
            tags.Add("error.type", error);
        }

        return tags;
    }

    // Of several servers it is not known which one answers.
    private static IEnumerable<KeyValuePair<string, object?>> Common(RedisRegistryStoreOptions options)
    {
        yield return new("db.system.name", "redis");
        if (!RedisConnectionText.TryParse(options.ConnectionString, out var parsed, out _))
        {
            yield break;
        }

        yield return new("db.namespace", (options.Database ?? parsed.DefaultDatabase ?? 0).ToString(CultureInfo.InvariantCulture));
        parsed.Ssl |= options.UseTls;
        parsed.SetDefaultPorts();
        if (parsed.EndPoints is [var server])
        {
            var (address, port) = server switch
            {
                DnsEndPoint dns => (dns.Host, dns.Port),
                IPEndPoint ip => (ip.Address.ToString(), ip.Port),
                _ => (server.ToString() ?? string.Empty, 0),
            };
            yield return new("server.address", address);
            yield return new("server.port", port);
        }
    }
}
