using System.Net;
using System.Text.Json;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore.Tests;

/// <summary>What answers must look like.</summary>
internal static class HttpAssertions
{
    /// <summary>Reads an answer's body and fails unless its status is the one expected.</summary>
    public static async Task<JsonElement> JsonAsync(this Task<HttpResponseMessage> pending, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await pending;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode} instead of {(int)expected}: {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    /// <summary>Fails unless an answer is problem details with a code and a status; returns them.</summary>
    public static async Task<ProblemDto> ProblemAsync(this Task<HttpResponseMessage> pending, int status, string code)
    {
        using var response = await pending;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} instead of {status}: {text}");
        Assert.Equal(ProblemDto.MediaType, response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize(text, ProtocolJsonContext.Default.ProblemDto)!;
        Assert.Equal((code, status), (problem.Code, problem.Status));
        Assert.Equal("urn:registry:error:" + code, problem.Type);
        Assert.False(string.IsNullOrEmpty(problem.Title));
        Assert.False(string.IsNullOrEmpty(problem.Detail));
        Assert.False(string.IsNullOrEmpty(problem.TraceId));
        return problem;
    }

    /// <summary>Fails unless a problem names a field.</summary>
    public static async Task FieldProblemAsync(this Task<HttpResponseMessage> pending, params string[] fields)
    {
        var problem = await pending.ProblemAsync(400, "invalid_request");
        Assert.Equal(fields.Order(), (problem.Errors ?? []).Select(static e => e.Field).Distinct().Order());
        Assert.All(problem.Errors!, static e => Assert.False(string.IsNullOrEmpty(e.Message)));
    }
}
