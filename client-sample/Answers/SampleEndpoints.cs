using Orleans.Registry.Client;

namespace Orleans.Registry.ClientSample;

/// <summary>What this program answers.</summary>
internal static class SampleEndpoints
{
    public static void MapSample(this WebApplication app)
    {
        app.MapGet("/", static (IServiceRegistrar registrar, SampleOptions options) =>
            registrar.Registrations is [var own, ..] ? own.Id.Value : options.Service);
        app.MapGet("/call", CallAsync);
        app.MapGet("/stats", static (CallStats stats) => stats.Read());
    }

    private static async Task<IResult> CallAsync(PeerClient peer, SampleOptions options, CancellationToken cancellationToken)
    {
        if (options.Peer.Length == 0)
        {
            return Results.Text("There is no --peer to call.", statusCode: StatusCodes.Status404NotFound);
        }

        var (succeeded, text) = await peer.CallAsync(cancellationToken);
        return Results.Text(text, statusCode: succeeded ? StatusCodes.Status200OK : StatusCodes.Status502BadGateway);
    }
}
