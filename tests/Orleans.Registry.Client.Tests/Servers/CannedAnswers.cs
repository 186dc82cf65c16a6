using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.Client.Tests.Servers;

/// <summary>What a registry answers to a client that asks for history.</summary>
internal static class CannedAnswers
{
    public static async Task HistoryAsync(HttpContext context, params WatchEvent[] changes)
    {
        var last = changes.Length == 0 ? Revision.None : changes[^1].Position.Revision;
        var page = new HistoryPage(Sample.Lineage, [.. changes.Select(static c => c.Change!)], new Revision(1), last);
        await context.Response.WriteAsync(JsonSerializer.Serialize(page.ToDto(), ProtocolJsonContext.Default.HistoryPageDto));
    }

    public static async Task RefuseAsync(HttpContext context, RegistryErrorCode code)
    {
        var problem = ProblemMapping.ToDto(new RegistryError(code, "no"));
        context.Response.StatusCode = problem.Status;
        await context.Response.WriteAsync(JsonSerializer.Serialize(problem, ProtocolJsonContext.Default.ProblemDto));
    }
}
