using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>What an endpoint answers: a value with how fresh it is, or a refusal. Describes itself to the OpenAPI document.</summary>
/// <typeparam name="T">The value; one of <see cref="ProtocolJsonContext"/>.</typeparam>
internal sealed class Reply<T> : IResult, IEndpointMetadataProvider
    where T : class
{
    private static readonly JsonTypeInfo<T> TypeInfo
        = (JsonTypeInfo<T>?)ProtocolJsonContext.Default.GetTypeInfo(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T)} is not of the protocol.");

    private readonly T? _value;
    private readonly Refusal? _refusal;

    private Reply(T? value, Refusal? refusal)
    {
        _value = value;
        _refusal = refusal;
    }

    /// <summary>How fresh the answer is; <c>null</c> when it is not about one service.</summary>
    public Freshness? Freshness { get; init; }

    /// <summary>Its validator; <c>null</c> for none.</summary>
    public string? ETag { get; init; }

    /// <summary>Where what was made can be found; makes the status 201.</summary>
    public string? Location { get; init; }

    public static implicit operator Reply<T>(T value) => new(value, null);

    public static implicit operator Reply<T>(Refusal refusal) => new(null, refusal);

    public static Reply<T> Of(T value, Freshness? freshness, string? etag = null, string? location = null)
        => new(value, null) { Freshness = freshness, ETag = etag, Location = location };

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
        => ApiDescription.AddResponses(builder.Metadata, typeof(T));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (_refusal is not null)
        {
            return RefusalWriter.WriteAsync(httpContext, _refusal);
        }

        var response = httpContext.Response;
        if (Freshness is { } freshness)
        {
            FreshnessHeaders.Write(response, freshness);
        }

        if (ETag is not null)
        {
            response.Headers.ETag = ETag;
        }

        if (Location is not null)
        {
            response.StatusCode = StatusCodes.Status201Created;
            response.Headers.Location = Location;
        }

        response.ContentType = ApiDescription.JsonMediaType;
        response.Headers.CacheControl = "no-cache";
        return BodyWriter.WriteAsync(httpContext, WireJson.ToBytes(_value!, TypeInfo));
    }
}
