using System.Net;
using System.Text;

namespace Orleans.Registry.HealthChecks;

/// <summary>Passes when an HTTP request is answered with one of the status codes asked for.</summary>
internal sealed class HttpProbe : IProbe
{
    private const int MaxQuote = 256;
    private static readonly byte[] NoBody = [];

    private readonly HttpMessageInvoker _http;
    private readonly HealthCheckDefinition _check;
    private readonly HttpMethod _method;
    private readonly HttpStatusCodes _codes;
    private readonly Uri _url;
    private readonly bool _quotes;

    public HttpProbe(HealthCheckDefinition check, CheckEndpoint endpoint, HttpMessageInvoker http, bool quotes)
    {
        _check = check;
        _http = http;
        _quotes = quotes;
        _method = HttpMethod.Parse(check.Method);
        _url = endpoint.ToUri(endpoint.Path);
        _ = HttpStatusCodes.TryParse(check.SuccessCodes, out var codes);
        _codes = codes ?? throw new ArgumentException($"'{check.SuccessCodes}' is no set of status codes.", nameof(check));
    }

    public async ValueTask<ProbeResult> RunAsync(CancellationToken cancellationToken)
    {
        using var request = NewRequest();
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var code = (int)response.StatusCode;
            var answer = FormattableString.Invariant($"{_method} {_url}: {code} {response.ReasonPhrase}").TrimEnd();
            if (_codes.Contains(code))
            {
                return ProbeResult.Pass(answer);
            }

            var quote = _quotes ? await QuoteAsync(response, cancellationToken).ConfigureAwait(false) : string.Empty;
            return ProbeResult.Fail(quote.Length == 0 ? answer : $"{answer}: {quote}");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return ProbeResult.Fail($"{_method} {_url}: {ProbeHttp.Explain(exception)}");
        }
    }

    private HttpRequestMessage NewRequest()
    {
        var request = new HttpRequestMessage(_method, _url) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.ConnectionClose = true;
        if (!_check.Headers.ContainsKey("User-Agent"))
        {
            request.Headers.TryAddWithoutValidation("User-Agent", "orleans-registry-health-check");
        }

        foreach (var (name, value) in _check.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (_check.Method is "POST" or "PUT")
        {
            request.Content = new ByteArrayContent(NoBody);
        }

        return request;
    }

    // What an answer says beyond its code is worth a few characters, and no failure of its own.
    private static async ValueTask<string> QuoteAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                var buffer = new byte[MaxQuote];
                var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                return OutputText.Clean(Encoding.UTF8.GetString(buffer, 0, length).Trim(), MaxQuote);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return string.Empty;
        }
    }
}
