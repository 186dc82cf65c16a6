using System.Buffers;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>A request's body, read strictly: unknown and repeated members are refused.</summary>
/// <typeparam name="T">One of the request types of <see cref="ProtocolJsonContext"/>.</typeparam>
internal sealed class JsonBody<T> : IRequestArgument, IEndpointParameterMetadataProvider
    where T : class
{
    private static readonly JsonTypeInfo<T> TypeInfo
        = (JsonTypeInfo<T>?)ProtocolJsonContext.Strict.GetTypeInfo(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T)} is not of the protocol.");

    private readonly T? _value;

    private JsonBody(T? value, Refusal? refusal)
    {
        _value = value;
        Refusal = refusal;
    }

    /// <summary>The body.</summary>
    public T Value => _value ?? throw new InvalidOperationException("A refused body has no value.");

    public Refusal? Refusal { get; }

    public static async ValueTask<JsonBody<T>?> BindAsync(HttpContext context)
    {
        var limit = context.RequestServices.GetRequiredService<IOptions<ServiceRegistryHttpOptions>>().Value.MaxBodyBytes;
        if (RequestBody.CheckHeaders(context.Request, limit) is { } unfit)
        {
            return new JsonBody<T>(null, unfit);
        }

        try
        {
            var (body, refusal) = await RequestBody.ReadAsync(context, limit);
            if (refusal is not null)
            {
                return new JsonBody<T>(null, refusal);
            }

            var result = Parse(body);
            context.Request.BodyReader.AdvanceTo(body.End);
            return result;
        }
        catch (BadHttpRequestException e)
        {
            // Arguments are bound before the filters run, so this would not be answered as every other error is.
            return new JsonBody<T>(null, FailureAnswer.OfBadRequest(e));
        }
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
        => builder.Metadata.Add(new BodyType(typeof(T)));

    private static JsonBody<T> Parse(ReadOnlySequence<byte> body)
    {
        try
        {
            var bytes = body.IsSingleSegment ? body.FirstSpan : body.ToArray();
            var value = JsonSerializer.Deserialize(bytes, TypeInfo);
            return new JsonBody<T>(value, value is null ? JsonRefusal.Empty() : null);
        }
        catch (JsonException e)
        {
            return new JsonBody<T>(null, JsonRefusal.Of(e));
        }
    }
}
