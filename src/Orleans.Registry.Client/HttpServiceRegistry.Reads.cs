using Orleans.Registry.Protocol;

namespace Orleans.Registry.Client;

/// <content>Reads.</content>
public sealed partial class HttpServiceRegistry
{
    /// <inheritdoc/>
    public ValueTask<RegistryResult<ServiceAnswer>> GetServiceAsync(
        ServiceName service, ReadOptions? options = null, CancellationToken cancellationToken = default)
        => ReadAsync(
            service, RegistryRoutes.Service, InstanceQueryText.Format(null, options), Json.ServiceAnswerDto, static a => a.ToDomain(), options, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<DiscoveryAnswer>> DiscoverAsync(
        ServiceName service, InstanceQuery query, ReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync(
            service,
            RegistryRoutes.ServiceInstances,
            InstanceQueryText.Format(query, options),
            Json.DiscoveryAnswerDto,
            static a => a.ToDomain(),
            options,
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<InstanceAnswer>> GetInstanceAsync(
        InstanceId id, ReadOptions? options = null, CancellationToken cancellationToken = default)
        => id.IsEmpty ? new(NoId()) : options?.Check() is { } error ? new(error) : SendAsync(
            new RegistryCall<InstanceAnswerDto>(
                HttpMethod.Get, RegistryRoutes.For(RegistryRoutes.Instance, id) + InstanceQueryText.Format(null, options), Json.InstanceAnswerDto)
            {
                Wait = Wait(options),
            },
            static a => a.ToDomain(),
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<ServiceListAnswer>> ListServicesAsync(ServiceListQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var path = $"{RegistryRoutes.Services}?prefix={Uri.EscapeDataString(query.Prefix)}&empty={(query.IncludeEmpty ? "true" : "false")}";
        return SendAsync(
            new RegistryCall<ServiceListDto>(HttpMethod.Get, path, Json.ServiceListDto), static l => l.ToDomain(), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<HistoryPage>> GetHistoryAsync(
        ServiceName service, Revision after, int limit = 100, CancellationToken cancellationToken = default)
        => ReadAsync(
            service, RegistryRoutes.History, $"?after={after}&limit={limit}", Json.HistoryPageDto, static p => p.ToDomain(), null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<ServiceSnapshot>> GetAsOfAsync(
        ServiceName service, HistoryPoint point, CancellationToken cancellationToken = default)
    {
        var name = point.Revision is null ? "time" : "revision";
        return ReadAsync(
            service, RegistryRoutes.AsOf, $"?{name}={Text(point)}", Json.ServiceSnapshotDto, static s => s.ToDomain(), null, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<HistoryDifference>> GetDifferenceAsync(
        ServiceName service, HistoryPoint from, HistoryPoint to, CancellationToken cancellationToken = default)
        => ReadAsync(
            service,
            RegistryRoutes.Difference,
            $"?from={Text(from)}&to={Text(to)}",
            Json.HistoryDifferenceDto,
            static d => d.ToDomain(),
            null,
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<Explanation>> ExplainAsync(
        ServiceName service, InstanceId id, InstanceQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var filters = InstanceQueryText.Format(query, null).TrimStart('?');
        var text = $"?id={Uri.EscapeDataString(id.Value)}" + (filters.Length == 0 ? string.Empty : "&" + filters);
        return ReadAsync(service, RegistryRoutes.Explain, text, Json.ExplanationDto, static e => e.ToDomain(), null, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<bool>> CheckReadyAsync(CancellationToken cancellationToken = default)
        => SendAsync(new RegistryCall<HealthDto>(HttpMethod.Get, RegistryRoutes.Readyz, Json.HealthDto), static _ => true, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<RegistryStats>> GetStatsAsync(CancellationToken cancellationToken = default)
        => SendAsync(new RegistryCall<StatsDto>(HttpMethod.Get, RegistryRoutes.Stats, Json.StatsDto), static s => s.ToDomain(), cancellationToken);

    private ValueTask<RegistryResult<TDomain>> ReadAsync<TWire, TDomain>(
        ServiceName service,
        string template,
        string query,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<TWire> type,
        Func<TWire, TDomain> toDomain,
        ReadOptions? options,
        CancellationToken cancellationToken)
        => service.IsEmpty ? new(NoService()) : options?.Check() is { } error ? new(error) : SendAsync(
            new RegistryCall<TWire>(HttpMethod.Get, RegistryRoutes.For(template, service) + query, type) { Wait = Wait(options) },
            toDomain,
            cancellationToken);

    private static TimeSpan Wait(ReadOptions? options) => options is { MinRevision.Value: > 0 } ? options.Wait : TimeSpan.Zero;

    private static string Text(HistoryPoint point) => Uri.EscapeDataString(HistoryPointText.Format(point));

    private static RegistryError NoService() => RegistryError.Invalid("service", "must not be empty");
}
