using System.Buffers;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Options;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>
/// Renewals, the hottest requests of a registry: plain delegates that bind and allocate next to nothing. A renewal is not
/// given up when its caller goes away: the token alone would cost more than the renewal.
/// </summary>
internal sealed class RenewalEndpoints(IServiceRegistry registry, IOptions<ServiceRegistryHttpOptions> options)
{
    private const int KeptCapacity = 10_000;

    private readonly int _maxBodyBytes = options.Value.MaxBodyBytes;
    private readonly ObjectPool<List<Renewal>> _lists = ObjectPool.Create(new ListPolicy());

    /// <summary>Renews many leases; answers one outcome for each, in order.</summary>
    public async Task RenewManyAsync(HttpContext context)
    {
        if (CheckHead(context.Request) is { } unfit)
        {
            await RefusalWriter.WriteAsync(context, unfit);
            return;
        }

        var renewals = _lists.Get();
        try
        {
            var refusal = await ReadAsync(context, renewals);
            var result = refusal is null ? await registry.RenewAsync(renewals, CancellationToken.None) : refusal.Error;
            if (result.IsSuccess)
            {
                Write(context, result.Value);
                return;
            }

            await RefusalWriter.WriteAsync(context, refusal ?? Refusal.From(result.Error));
        }
        finally
        {
            _lists.Return(renewals);
        }
    }

    /// <summary>Renews one lease: 204, or 404 to register again, or 409 when another process has the id.</summary>
    public Task RenewOneAsync(HttpContext context)
    {
        if (!RouteInstance.TryRead(context, out var id))
        {
            return RefusalWriter.WriteAsync(context, RouteInstance.Wrong());
        }

        if (!TryReadIncarnation(context.Request, out var incarnation, out var refusal))
        {
            return RefusalWriter.WriteAsync(context, refusal!);
        }

        var pending = registry.RenewAsync([new Renewal(id, incarnation)], CancellationToken.None);
        return pending.IsCompletedSuccessfully ? WriteOne(context, id, pending.Result) : AwaitOneAsync(context, id, pending);
    }

    private static async Task AwaitOneAsync(
        HttpContext context, InstanceId id, ValueTask<RegistryResult<IReadOnlyList<RenewalOutcome>>> pending)
        => await WriteOne(context, id, await pending);

    private static Task WriteOne(HttpContext context, InstanceId id, RegistryResult<IReadOnlyList<RenewalOutcome>> result)
    {
        if (!result.IsSuccess)
        {
            return RefusalWriter.WriteAsync(context, result.Error);
        }

        if (result.Value[0] == RenewalOutcome.Renewed)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        return RefusalWriter.WriteAsync(context, RefusalOf(result.Value[0], id));
    }

    private static Refusal RefusalOf(RenewalOutcome outcome, InstanceId id) => outcome switch
    {
        RenewalOutcome.Unknown => Refusal.From(
            new RegistryError(RegistryErrorCode.InstanceNotFound, $"The registry knows no instance '{id}': register again.")),
        RenewalOutcome.Superseded => Refusal.OfHttp(
            ErrorCodes.Superseded, StatusCodes.Status409Conflict, $"Another process registered under '{id}': stop renewing it."),
        _ => Refusal.From(new RegistryError(RegistryErrorCode.NotReady, "The registry cannot tell yet: try again, do not register again.")),
    };

    private static bool TryReadIncarnation(HttpRequest request, out ulong incarnation, out Refusal? refusal)
    {
        incarnation = 0;
        refusal = null;
        if (!request.QueryString.HasValue)
        {
            return true;
        }

        foreach (var (name, values) in request.Query)
        {
            if (name != "incarnation")
            {
                refusal = Refusal.UnknownParameters([new FieldError(name, "is not known here; known are incarnation")]);
            }
            else if (values.Count != 1 || !IncarnationText.TryParse(values[0], out incarnation))
            {
                refusal = Refusal.Invalid(name, FieldRules.Incarnation);
            }
        }

        return refusal is null;
    }

    private Refusal? CheckHead(HttpRequest request)
        => request.QueryString.HasValue && request.Query.Count > 0
            ? Refusal.UnknownParameters([.. request.Query.Keys.Select(static k => new FieldError(k, "is not known here"))])
            : RequestBody.CheckHeaders(request, _maxBodyBytes);

    private async ValueTask<Refusal?> ReadAsync(HttpContext context, List<Renewal> renewals)
    {
        var (body, refusal) = await RequestBody.ReadAsync(context, _maxBodyBytes);
        if (refusal is null)
        {
            refusal = RenewalParser.Parse(body, renewals);
            context.Request.BodyReader.AdvanceTo(body.End);
        }

        return refusal;
    }

    private static void Write(HttpContext context, IReadOnlyList<RenewalOutcome> outcomes)
    {
        var response = context.Response;
        response.ContentType = ApiDescription.JsonMediaType;
        var most = RenewalAnswer.MaxLength(outcomes.Count);
        if (most <= BodyWriter.Piece)
        {
            var written = RenewalAnswer.Write(response.BodyWriter.GetSpan(most), outcomes);
            response.ContentLength = written;
            response.BodyWriter.Advance(written);
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(most);
        var length = RenewalAnswer.Write(rented, outcomes);
        response.ContentLength = length;
        response.BodyWriter.Write(rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
    }

    private sealed class ListPolicy : PooledObjectPolicy<List<Renewal>>
    {
        public override List<Renewal> Create() => new(128);

        public override bool Return(List<Renewal> obj)
        {
            obj.Clear();
            return obj.Capacity <= KeptCapacity;
        }
    }
}
