using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Orleans.Registry.HealthChecks;

/// <summary>
/// Passes when <c>grpc.health.v1.Health/Check</c> answers that the server, or one service of it, is serving. Each run makes a
/// client of its own and ends it, and with it the connection.
/// </summary>
internal sealed class GrpcProbe(HealthCheckDefinition check, CheckEndpoint endpoint, Func<HttpMessageInvoker> connect) : IProbe
{
    private const int Serving = 1;
    private const int MaxReply = 256;

    private readonly Uri _url = endpoint.ToUri("/grpc.health.v1.Health/Check");
    private readonly byte[] _request = GrpcHealthMessage.Request(ServiceOf(endpoint));
    private readonly string _timeout = string.Create(CultureInfo.InvariantCulture, $"{(long)check.Timeout.TotalMilliseconds}m");
    private readonly string _what = ServiceOf(endpoint) is { Length: > 0 } service ? $"{endpoint.Authority}/{service}" : endpoint.Authority;

    public async ValueTask<ProbeResult> RunAsync(CancellationToken cancellationToken)
    {
        using var http = connect();
        using var request = NewRequest();
        try
        {
            using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return ProbeResult.Fail($"{_what}: HTTP status {(int)response.StatusCode} instead of a gRPC reply");
            }

            var reply = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
            return Judge(response, reply);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return ProbeResult.Fail($"{_what}: {ProbeHttp.Explain(exception)}");
        }
    }

    private HttpRequestMessage NewRequest()
    {
        var content = new ByteArrayContent(_request);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        var request = new HttpRequestMessage(HttpMethod.Post, _url)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Headers.TryAddWithoutValidation("grpc-timeout", _timeout);
        request.Headers.TryAddWithoutValidation("User-Agent", "orleans-registry-health-check");
        return request;
    }

    // To the end of the stream, which is what brings the trailers, but not more than a reply can have.
    private static async ValueTask<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var buffer = new byte[MaxReply + 1];
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return buffer[..length];
        }
    }

    private ProbeResult Judge(HttpResponseMessage response, byte[] reply)
    {
        var status = Header(response, "grpc-status");
        if (status is not null and not "0")
        {
            var message = Uri.UnescapeDataString(Header(response, "grpc-message") ?? string.Empty);
            return ProbeResult.Fail($"{_what}: gRPC status {NameOf(status)} {message}".TrimEnd());
        }

        if (status is null || !GrpcHealthMessage.TryReadStatus(reply, out var health))
        {
            return ProbeResult.Fail($"{_what}: the answer is no reply of the gRPC health protocol");
        }

        return health == Serving ? ProbeResult.Pass($"{_what}: SERVING") : ProbeResult.Fail($"{_what}: {NameOf(health)}");
    }

    private static string ServiceOf(CheckEndpoint endpoint) => endpoint.Path.TrimStart('/');

    private static string NameOf(int health) => health switch
    {
        0 => "UNKNOWN",
        2 => "NOT_SERVING",
        3 => "SERVICE_UNKNOWN",
        _ => string.Create(CultureInfo.InvariantCulture, $"health status {health}"),
    };

    private static string NameOf(string status) => status switch
    {
        "4" => "4 (deadline exceeded)",
        "5" => "5 (service not found)",
        "7" => "7 (permission denied)",
        "12" => "12 (not implemented: the server has no health service)",
        "14" => "14 (unavailable)",
        "16" => "16 (unauthenticated)",
        _ => status,
    };

    // A call that fails at once has its status among the headers.
    private static string? Header(HttpResponseMessage response, string name)
        => response.TrailingHeaders.TryGetValues(name, out var values) || response.Headers.TryGetValues(name, out values)
            ? values.FirstOrDefault()
            : null;
}
