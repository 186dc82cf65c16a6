using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Orleans.Registry.Routing;

namespace Orleans.Registry.Client;

/// <summary>
/// Sends requests that name a service to a live instance of it, and to another one when that is safe. Tells the endpoints how
/// their calls went, which the balancing goes by.
/// </summary>
internal sealed partial class ServiceDiscoveryHandler(
    IServiceDiscovery discovery,
    ServiceDiscoveryHttpOptions options,
    TimeProvider timeProvider,
    ClientInstruments instruments,
    ILogger<ServiceDiscoveryHandler> logger) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!ServiceUri.TryGetService(request.RequestUri, out var service))
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var endpoints = discovery.GetEndpoints(service, options.Policy);
        await WaitForFirstAsync(endpoints, cancellationToken).ConfigureAwait(false);
        var uri = request.RequestUri!;
        try
        {
            return await SendToAnyAsync(request, uri, endpoints, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Whoever looks at the request later, a log or an outer retry, finds what was asked for.
            request.RequestUri = uri;
        }
    }

    private async Task<HttpResponseMessage> SendToAnyAsync(
        HttpRequestMessage request, Uri uri, IServiceEndpoints endpoints, CancellationToken cancellationToken)
    {
        Endpoint[] tried = [];
        while (true)
        {
            if (Pick(request, endpoints, tried) is not { } endpoint)
            {
                instruments.CountNoEndpoint(endpoints.Service);
                throw endpoints.WhyNone();
            }

            var traffic = endpoints.Snapshot?.State.Policy.Policy.Traffic;
            var isLast = tried.Length >= Math.Max(options.Retries, traffic?.Retries ?? 0);
            request.RequestUri = ServiceUri.AddressOf(uri, endpoint.Instance);
            try
            {
                var response = await SendToAsync(request, endpoint, traffic?.Timeout, cancellationToken).ConfigureAwait(false);
                if (isLast || tried.Length >= (traffic?.Retries ?? 0) || !IsWorthAnother(request, response))
                {
                    instruments.CountCall(endpoints.Service, ErrorOf(response), tried.Length);
                    return response;
                }

                response.Dispose();
                LogRetry(endpoint.Id, endpoints.Service, $"it answered {(int)response.StatusCode}");
            }
            catch (Exception e) when (!isLast && !cancellationToken.IsCancellationRequested && IsWorthAnother(request, e))
            {
                LogRetry(endpoint.Id, endpoints.Service, e.GetBaseException().Message);
            }
            catch (Exception e)
            {
                instruments.CountCall(endpoints.Service, ErrorOf(e), tried.Length);
                throw;
            }

            tried = [.. tried, endpoint];
        }
    }

    private async Task<HttpResponseMessage> SendToAsync(
        HttpRequestMessage request, Endpoint endpoint, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        using var limit = timeout is { } time ? new CancellationTokenSource(time, timeProvider) : null;
        using var both = limit is null ? null : CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var started = timeProvider.GetTimestamp();
        endpoint.CallStarted();
        try
        {
            var response = await base.SendAsync(request, both?.Token ?? cancellationToken).ConfigureAwait(false);
            endpoint.CallEnded(timeProvider.GetElapsedTime(started), Now(), (int)response.StatusCode < 500);
            return response;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            endpoint.CallAbandoned();
            throw;
        }
        catch (OperationCanceledException e) when (limit?.IsCancellationRequested == true)
        {
            endpoint.CallEnded(timeProvider.GetElapsedTime(started), Now(), succeeded: false);
            throw new HttpRequestException(
                HttpRequestError.Unknown, $"{endpoint.Id} did not answer within the {timeout!.Value.TotalSeconds:0.###} s of the service's policy.", e);
        }
        catch
        {
            endpoint.CallEnded(timeProvider.GetElapsedTime(started), Now(), succeeded: false);
            throw;
        }
    }

    private async ValueTask WaitForFirstAsync(IServiceEndpoints endpoints, CancellationToken cancellationToken)
    {
        if (endpoints.Snapshot is not null)
        {
            return;
        }

        using var limit = new CancellationTokenSource(options.FirstSnapshotTimeout, timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await endpoints.WaitForSnapshotAsync(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            instruments.CountNoEndpoint(endpoints.Service);
            throw endpoints.WhyNone();
        }
    }

    private Endpoint? Pick(HttpRequestMessage request, IServiceEndpoints endpoints, Endpoint[] tried)
    {
        ulong? key = options.KeyHeader is { } header && request.Headers.NonValidated.TryGetValues(header, out var values)
            ? StableHash.Of(values.ToString())
            : null;
        return endpoints.Pick(new RequestHeaders(request), new PickContext { Tried = tried, Key = key });
    }

    private static string? ErrorOf(HttpResponseMessage response)
        => response.IsSuccessStatusCode ? null : ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);

    private static string ErrorOf(Exception exception)
        => exception is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown and var error }
            ? JsonNamingPolicy.SnakeCaseLower.ConvertName(error.ToString())
            : exception.GetType().FullName!;

    private TimeSpan Now() => timeProvider.GetElapsedTime(0);

    private static bool IsWorthAnother(HttpRequestMessage request, Exception exception) => exception switch
    {
        _ when HttpCallRules.NothingSent(exception) => true,
        HttpRequestException => HttpCallRules.MayRepeat(request),
        _ => false,
    };

    private static bool IsWorthAnother(HttpRequestMessage request, HttpResponseMessage response)
        => HttpCallRules.IsElsewherePerhaps(response.StatusCode) && HttpCallRules.MayRepeat(request);

    [LoggerMessage(7221, LogLevel.Debug, "A call to {InstanceId} of {Service} is tried on another instance: {Why}", EventName = "CallRetried")]
    private partial void LogRetry(InstanceId instanceId, ServiceName service, string why);
}
