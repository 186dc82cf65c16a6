namespace Orleans.Registry.AspNetCore;

/// <summary>
/// Reads of a service and of its instances: plain delegates that copy bytes made once per snapshot. Whatever they cannot
/// answer from a snapshot at hand they await.
/// </summary>
internal sealed class ServiceReadEndpoints(IServiceRegistry registry, AnswerBudget budget, RegistryHttpInstruments instruments)
{
    private readonly ReadQueryCache _wholeQueries = new(takesFilters: false);
    private readonly ReadQueryCache _instanceQueries = new(takesFilters: true);

    /// <summary>The whole service.</summary>
    public Task GetServiceAsync(HttpContext context)
    {
        var query = _wholeQueries.Read(context.Request);
        if (!TryBegin(context, query, out var service, out var refused))
        {
            return refused;
        }

        var pending = registry.GetServiceAsync(service, query.Options, AbortOf(context, query));
        return pending.IsCompletedSuccessfully ? WriteWhole(context, pending.Result) : AwaitWholeAsync(context, pending);
    }

    /// <summary>The instances that fit a query.</summary>
    public Task GetInstancesAsync(HttpContext context)
    {
        var query = _instanceQueries.Read(context.Request);
        if (!TryBegin(context, query, out var service, out var refused))
        {
            return refused;
        }

        // The snapshot is at hand; whether it has been asked this before decides whether the registry must filter.
        var pending = registry.GetServiceAsync(service, query.Options, AbortOf(context, query));
        if (pending.IsCompletedSuccessfully)
        {
            return WriteInstances(context, service, query, pending.Result);
        }

        return AwaitInstancesAsync(context, service, query, pending);
    }

    /// <summary>A read that waits for nothing is not worth a cancellation source: asking for the token makes one per request.</summary>
    private static CancellationToken AbortOf(HttpContext context, ReadQuery query)
        => query.Options is null ? CancellationToken.None : context.RequestAborted;

    private static bool TryBegin(HttpContext context, ReadQuery query, out ServiceName service, out Task refused)
    {
        if (!RouteService.TryRead(context, out service))
        {
            refused = RefusalWriter.WriteAsync(context, RouteService.Wrong());
            return false;
        }

        refused = query.Refusal is null ? Task.CompletedTask : RefusalWriter.WriteAsync(context, query.Refusal);
        return query.Refusal is null;
    }

    private async Task AwaitWholeAsync(HttpContext context, ValueTask<RegistryResult<ServiceAnswer>> pending)
        => await WriteWhole(context, await pending);

    private Task WriteWhole(HttpContext context, RegistryResult<ServiceAnswer> result)
    {
        if (!result.IsSuccess)
        {
            return RefusalWriter.WriteAsync(context, result.Error);
        }

        var payload = SnapshotPayload.Of(result.Value.Snapshot);
        instruments.CountBody(payload.HasWhole);
        return Write(context, payload, payload.GetWhole(budget), result.Value.Freshness);
    }

    private async Task AwaitInstancesAsync(
        HttpContext context, ServiceName service, ReadQuery query, ValueTask<RegistryResult<ServiceAnswer>> pending)
        => await WriteInstances(context, service, query, await pending);

    private Task WriteInstances(HttpContext context, ServiceName service, ReadQuery query, RegistryResult<ServiceAnswer> held)
    {
        if (!held.IsSuccess)
        {
            return RefusalWriter.WriteAsync(context, held.Error);
        }

        var payload = SnapshotPayload.Of(held.Value.Snapshot);
        if (query.Options is null && payload.Find(context.Request.QueryString.Value ?? string.Empty) is { } answer)
        {
            instruments.CountBody(wasMade: true);
            return Write(context, payload, answer, held.Value.Freshness);
        }

        return FilterAsync(context, service, query, held.Value.Snapshot);
    }

    private async Task FilterAsync(HttpContext context, ServiceName service, ReadQuery query, ServiceSnapshot snapshot)
    {
        var result = await registry.DiscoverAsync(service, query.Query, query.Options, context.RequestAborted);
        if (!result.IsSuccess)
        {
            await RefusalWriter.WriteAsync(context, result.Error);
            return;
        }

        var discovery = result.Value;
        var answer = CachedAnswer.OfDiscovery(discovery);
        instruments.CountBody(wasMade: false);
        if (snapshot.Position != discovery.Freshness.Position || snapshot.Protection != discovery.Protection)
        {
            // It changed in between: the answer is newer than the snapshot and must not be kept, or validated, with it.
            await WriteNewer(context, answer, discovery.Freshness);
            return;
        }

        var payload = SnapshotPayload.Of(snapshot);
        if (query.Options is null)
        {
            payload.Keep(context.Request.QueryString.Value ?? string.Empty, answer, budget);
        }

        await Write(context, payload, answer, discovery.Freshness);
    }

    private static Task Write(HttpContext context, SnapshotPayload payload, CachedAnswer answer, Freshness freshness)
    {
        var response = context.Response;
        FreshnessHeaders.Write(response, freshness, payload.Epoch, payload.Revision);
        response.Headers.ETag = payload.ETag;
        if (FreshnessHeaders.IsHeld(context.Request, payload.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = ApiDescription.JsonMediaType;
        return BodyWriter.WriteAsync(context, answer.With(freshness));
    }

    private static Task WriteNewer(HttpContext context, CachedAnswer answer, Freshness freshness)
    {
        var response = context.Response;
        FreshnessHeaders.Write(response, freshness);
        response.ContentType = ApiDescription.JsonMediaType;
        return BodyWriter.WriteAsync(context, answer.With(freshness));
    }
}
