using System.Text.Json;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.Client;

/// <summary>The calls that a watch makes beside its stream.</summary>
internal sealed class WatchRequests(RegistryTransport transport)
{
    private const int HistoryPage = 1000;

    public async ValueTask<RegistryResult<bool>> ConfirmAsync(
        string watcherId, IReadOnlyList<KeyValuePair<ServiceName, ServicePosition>> confirmations, CancellationToken cancellationToken)
    {
        IReadOnlyList<ConfirmationDto> body = [.. confirmations.Select(static c => c.Value.ToConfirmation(c.Key))];
        var result = await transport.SendAsync(
            new RegistryCall<ConfirmationsResponseDto>(
                HttpMethod.Post, RegistryRoutes.ForWatcher(watcherId), ProtocolJsonContext.Default.ConfirmationsResponseDto)
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(body, ProtocolJsonContext.Default.IReadOnlyListConfirmationDto),
            },
            cancellationToken).ConfigureAwait(false);
        return result.IsSuccess ? true : result.Error;
    }

    public async ValueTask<RegistryResult<HistoryPage>> ReadHistoryAsync(ServiceName service, Revision after, CancellationToken cancellationToken)
    {
        var path = $"{RegistryRoutes.For(RegistryRoutes.History, service)}?after={after}&limit={HistoryPage}";
        var result = await transport.SendAsync(
            new RegistryCall<HistoryPageDto>(HttpMethod.Get, path, ProtocolJsonContext.Default.HistoryPageDto), cancellationToken).ConfigureAwait(false);
        if (!result.IsSuccess)
        {
            return result.Error;
        }

        try
        {
            return result.Value.ToDomain();
        }
        catch (FormatException e)
        {
            return new RegistryError(RegistryErrorCode.Internal, $"The history of '{service}' cannot be read: {e.Message}");
        }
    }
}
