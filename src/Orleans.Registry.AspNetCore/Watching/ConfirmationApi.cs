using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>Confirmations of watchers, which let drains complete.</summary>
internal static class ConfirmationApi
{
    private const int MaxConfirmations = 10_000;

    public static void Map(RouteGroupBuilder group)
        => group.MapPost(RegistryRoutes.Confirmations, ConfirmAsync)
            .WithMetadata(WithoutIdempotencyKey.Instance)
            .Named("ConfirmWatch", "Confirms that a watcher has taken everything up to some positions in.");

    private static async Task<Reply<ConfirmationsResponseDto>> ConfirmAsync(
        HttpContext context, JsonBody<IReadOnlyList<ConfirmationDto>> body, IServiceRegistry registry, CancellationToken cancellationToken)
    {
        if (body.Value.Count > MaxConfirmations)
        {
            return Refusal.Invalid("body", $"must be at most {MaxConfirmations}");
        }

        var confirmations = body.Value.ToDomain();
        if (!confirmations.IsSuccess)
        {
            return Refusal.From(confirmations.Error);
        }

        var watcher = RawPath.Parameter(context, "watcherId");
        foreach (var (service, position) in confirmations.Value)
        {
            var result = await registry.ConfirmAsync(watcher, service, position, cancellationToken);
            if (!result.IsSuccess)
            {
                return Refusal.From(result.Error);
            }
        }

        return new ConfirmationsResponseDto { Confirmed = confirmations.Value.Count };
    }
}
