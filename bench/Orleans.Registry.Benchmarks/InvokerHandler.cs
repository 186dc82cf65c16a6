namespace Orleans.Registry.Benchmarks;

/// <summary>Gives a client of the framework what the registry sends its checks with.</summary>
internal sealed class InvokerHandler(HttpMessageInvoker invoker) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        => invoker.SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            invoker.Dispose();
        }

        base.Dispose(disposing);
    }
}
