using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.Client;

/// <summary>Sends calls over HTTP: repeats what may be repeated, reads answers and refusals, turns broken I/O into a value.</summary>
internal sealed class RegistryTransport : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly ServiceRegistryClientOptions _options;
    private readonly RegistryConnection _connection;
    private readonly TimeProvider _timeProvider;
    private readonly ClientRandom _random;
    private readonly HttpClient _http;

    public RegistryTransport(ServiceRegistryClientOptions options, RegistryConnection connection, TimeProvider timeProvider, ClientRandom random)
    {
        _options = options;
        _connection = connection;
        _timeProvider = timeProvider;
        _random = random;
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = _options.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
            AllowAutoRedirect = false,
        };
        _options.ConfigureHandler?.Invoke(handler);
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public async ValueTask<RegistryResult<T>> SendAsync<T>(RegistryCall<T> call, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var address = _connection.Current;
            var result = await SendOnceAsync(address, call, cancellationToken).ConfigureAwait(false);
            if (result.IsSuccess || !IsWorthRepeating(result.Error.Code, address) || attempt >= _options.MaxAttempts)
            {
                return result;
            }

            await Task.Delay(Pause(result.Error, attempt), _timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Opens a stream; the caller disposes the response. A refusal or broken I/O is an error.</summary>
    public async Task<RegistryResult<HttpResponseMessage>> OpenStreamAsync(string path, byte[] body, CancellationToken cancellationToken)
    {
        var address = _connection.Current;
        using var request = Request(address, HttpMethod.Post, path, body, OperationId.None);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(SseNames.MediaType));
        using var limit = new CancellationTokenSource(_options.RequestTimeout, _timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                _connection.Reached(address);
                return response;
            }

            var error = await ReadErrorAsync(address, response, both.Token).ConfigureAwait(false);
            response.Dispose();
            return error;
        }
        catch (Exception e) when (IsBroken(e, cancellationToken))
        {
            response?.Dispose();
            return Unreachable(address, e, _options.RequestTimeout);
        }
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<RegistryResult<T>> SendOnceAsync<T>(Uri address, RegistryCall<T> call, CancellationToken cancellationToken)
    {
        var timeout = _options.RequestTimeout + call.Wait;
        using var request = Request(address, call.Method, call.Path, call.Body, call.Operation);
        using var limit = new CancellationTokenSource(timeout, _timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                var answer = await ReadAnswerAsync(response, call.Answer, both.Token).ConfigureAwait(false);
                _connection.Reached(address);
                return answer;
            }

            return await ReadErrorAsync(address, response, both.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (IsBroken(e, cancellationToken))
        {
            return Unreachable(address, e, timeout);
        }
    }

    private static HttpRequestMessage Request(Uri address, HttpMethod method, string path, byte[]? body, OperationId operation)
    {
        var request = new HttpRequestMessage(method, new Uri(address, path.TrimStart('/')));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = Json;
        }

        if (!operation.IsNone)
        {
            request.Headers.Add(RegistryHeaders.IdempotencyKey, operation.ToString());
        }

        return request;
    }

    private static async Task<RegistryResult<T>> ReadAnswerAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                var answer = await JsonSerializer.DeserializeAsync(body, type, cancellationToken).ConfigureAwait(false);
                return answer is null ? Unreadable(response, "it is null") : answer;
            }
        }
        catch (JsonException e)
        {
            return Unreadable(response, e.Message);
        }
    }

    private async Task<RegistryError> ReadErrorAsync(Uri address, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        ProblemDto? problem = null;
        try
        {
            problem = JsonSerializer.Deserialize(body, ProtocolJsonContext.Default.ProblemDto);
        }
        catch (JsonException)
        {
            // Not a problem document: something between us and the registry answered, and the status must do.
        }

        var error = ProblemMapping.ToDomain(problem, (int)response.StatusCode, response.Headers.RetryAfter?.Delta);
        switch (error.Code)
        {
            case RegistryErrorCode.Unreachable:
                _connection.Failed(address, error);
                break;
            case RegistryErrorCode.NotReady or RegistryErrorCode.Fenced:
                _connection.Declined(address);
                break;
            default:
                _connection.Reached(address);
                break;
        }

        return error;
    }

    private static RegistryError Unreadable(HttpResponseMessage response, string why)
        => new(RegistryErrorCode.Internal, $"The answer of {response.RequestMessage?.RequestUri} cannot be read: {why}");

    private RegistryError Unreachable(Uri address, Exception exception, TimeSpan timeout)
    {
        var why = exception is OperationCanceledException ? $"no answer within {timeout.TotalSeconds:0.###} s" : exception.GetBaseException().Message;
        var error = new RegistryError(RegistryErrorCode.Unreachable, $"{address.GetLeftPart(UriPartial.Authority)}: {why}");
        _connection.Failed(address, error);
        return error;
    }

    private TimeSpan Pause(RegistryError error, int attempt)
    {
        var pause = new Backoff(_options.FirstRetryDelay, _options.MaxRetryDelay).Delay(attempt, _random.Next());
        return error.RetryAfter is { } asked && asked > pause ? (asked < _options.MaxRetryDelay ? asked : _options.MaxRetryDelay) : pause;
    }

    // The caller's own cancellation stays an exception; our timeout and everything the wire does is a value.
    private static bool IsBroken(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        HttpRequestException or IOException => true,
        _ => false,
    };

    private bool IsWorthRepeating(RegistryErrorCode code, Uri asked) => code switch
    {
        RegistryErrorCode.Unreachable or RegistryErrorCode.NotReady => true,
        RegistryErrorCode.StoreUnavailable or RegistryErrorCode.Overloaded => true,

        // For ever, at this address: only another one may know better.
        RegistryErrorCode.Fenced => !ReferenceEquals(_connection.Current, asked),
        _ => false,
    };
}
