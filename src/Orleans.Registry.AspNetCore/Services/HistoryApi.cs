using System.Globalization;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>The change log of a service, the service as it was, and what changed between two points.</summary>
internal static class HistoryApi
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet(RegistryRoutes.History, GetHistoryAsync)
            .Named(
                "GetHistory",
                "Reads the change log after a revision.",
                new QueryParameter("after", "The revision after which to read; default 0."),
                new QueryParameter("limit", "Most changes; 1 to 1000; default 100."));
        group.MapGet(RegistryRoutes.AsOf, GetAsOfAsync)
            .Named(
                "GetServiceAsOf",
                "The service as it was at a revision or a time; exactly one of the two.",
                new QueryParameter("revision", "The revision."),
                new QueryParameter("time", "The time, e.g. 2026-05-01T12:00:00Z."));
        group.MapGet(RegistryRoutes.Difference, GetDifferenceAsync)
            .Named(
                "GetDifference",
                "What changed between two points of a service's history.",
                new QueryParameter("from", "The earlier point: a revision or a time.", Required: true),
                new QueryParameter("to", "The later point: a revision or a time.", Required: true));
    }

    private static async Task<Reply<HistoryPageDto>> GetHistoryAsync(
        RouteService service, HttpContext context, IServiceRegistry registry, CancellationToken cancellationToken)
    {
        List<FieldError> errors = [];
        var query = context.Request.Query;
        var after = Revision.None;
        if (query.ContainsKey("after") && !HistoryPointText.TryParseRevision(query["after"], out after))
        {
            errors.Add(new FieldError("after", "must be a revision of 0 or more"));
        }

        var limit = 100;
        if (query.ContainsKey("limit")
            && !(int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= 1000))
        {
            errors.Add(new FieldError("limit", "must be 1 to 1000"));
        }

        if (errors.Count > 0)
        {
            return Refusal.From(RegistryError.Invalid(errors));
        }

        var result = await registry.GetHistoryAsync(service.Name, after, limit, cancellationToken);
        return Reply.From(result, static p => p.ToDto(), static p => Reply.Acknowledged(new ServicePosition(p.Epoch, p.LastRevision)));
    }

    private static async Task<Reply<ServiceSnapshotDto>> GetAsOfAsync(
        RouteService service, HttpContext context, IServiceRegistry registry, CancellationToken cancellationToken)
    {
        var point = ReadRevisionOrTime(context.Request.Query);
        if (!point.IsSuccess)
        {
            return Refusal.From(point.Error);
        }

        var result = await registry.GetAsOfAsync(service.Name, point.Value, cancellationToken);
        return Reply.From(result, static s => s.ToDto(), static s => Reply.Acknowledged(s.Position));
    }

    private static async Task<Reply<HistoryDifferenceDto>> GetDifferenceAsync(
        RouteService service, HttpContext context, IServiceRegistry registry, CancellationToken cancellationToken)
    {
        List<FieldError> errors = [];
        var from = ReadPoint(context.Request.Query, "from", errors);
        var to = ReadPoint(context.Request.Query, "to", errors);
        if (errors.Count > 0)
        {
            return Refusal.From(RegistryError.Invalid(errors));
        }

        var result = await registry.GetDifferenceAsync(service.Name, from, to, cancellationToken);
        return Reply.From(result, static d => d.ToDto(), static d => Reply.Acknowledged(d.To));
    }

    private static RegistryResult<HistoryPoint> ReadRevisionOrTime(IQueryCollection query)
    {
        var byRevision = query.ContainsKey("revision");
        if (byRevision == query.ContainsKey("time"))
        {
            return RegistryError.Invalid("revision", "must be given, or a time, but not both");
        }

        if (byRevision)
        {
            return HistoryPointText.TryParseRevision(query["revision"], out var revision)
                ? HistoryPoint.At(revision)
                : RegistryError.Invalid("revision", "must be a revision of 0 or more");
        }

        return HistoryPointText.TryParseTime(query["time"], out var time)
            ? HistoryPoint.At(time)
            : RegistryError.Invalid("time", "must be a time such as 2026-05-01T12:00:00Z");
    }

    private static HistoryPoint ReadPoint(IQueryCollection query, string name, List<FieldError> errors)
    {
        if (!HistoryPointText.TryParse(query[name], out var point))
        {
            errors.Add(new FieldError(name, $"must be {HistoryPointText.Rule}"));
        }

        return point;
    }
}
