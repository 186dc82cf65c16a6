using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.PackageTests;

[Collection(SharedPackages.Name)]
public sealed class InstallPageTests(PackedSolution solution) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    [Fact]
    public void The_page_says_what_each_package_brings()
        => Assert.Equal(
            string.Join('\n', solution.Packages.Select(static p => p.TableRow).Order(StringComparer.Ordinal)),
            string.Join('\n', InstallPage.PackageRows.Order(StringComparer.Ordinal)));

    [Fact]
    public async Task What_the_page_says_builds_and_runs_outside_the_repository()
    {
        var place = Path.Combine(solution.Directory, "page");
        InstallPage.Write(place, solution.Version);
        var environment = Workplace.Prepare(place, solution.PackageFolder, InstallPage.Projects);

        var tools = Path.Combine(place, "tools");
        await DotNet.RunAsync(place, environment, "tool", "install", "Orleans.Registry.Tool", "--version", solution.Version, "--tool-path", tools);
        await DotNet.RunAsync(place, environment, "build", "page.slnx", "-warnaserror", "-v", "quiet", "--nologo");

        await using var registry = await PageProgram.StartAsync(
            Path.Combine(tools, "service-registry"), static p => ["--port", $"{p.Port}", "--data", Path.Combine(p.Directory, "data")], "/readyz");
        await AWebProgramRegistersAndAWorkerCallsItAsync(place, registry.Url(string.Empty));
        await ARegistryAnswersAsync(place, "embedded", static p => [$"--ServiceRegistry:Journal:Directory={p.Directory}/data"]);
        var gateway = $"--ServiceRegistry:GatewayPort={LoopbackPort.Free()}";
        await ARegistryAnswersAsync(
            place,
            "silo",
            _ => [$"--ServiceRegistry:SiloPort={LoopbackPort.Free()}", gateway],
            async () =>
            {
                await using var visitor = await PageProgram.StartAsync("dotnet", _ => [.. Start(place, "visitor", "net10.0"), gateway], readyPath: null);
                await Eventually.TrueAsync(() => visitor.Output.Contains("orders-1 at 127.0.0.1:8080", StringComparison.Ordinal), Deadline, "the visitor sees orders-1");
            });
    }

    public void Dispose() => _http.Dispose();

    private async Task AWebProgramRegistersAndAWorkerCallsItAsync(string place, string registry)
    {
        await using var orders = await PageProgram.StartAsync(
            "dotnet", p => [.. Start(place, "orders", "net10.0"), "--urls", p.Url(string.Empty), $"--ServiceRegistry:Client:Addresses:0={registry}"], "/health");
        var found = await BecomesHealthyAsync(registry, "orders");
        Assert.Equal($"orders@127.0.0.1:{orders.Port}", found.GetProperty("id").GetString());
        Assert.Equal("1.4.2", found.GetProperty("version").GetString());
        Assert.Equal("shop", found.GetProperty("metadata").GetProperty("team").GetString());
        Assert.Equal(15, found.GetProperty("ttlSeconds").GetDouble());
        Assert.Equal(["host", "web"], found.GetProperty("healthChecks").EnumerateArray().Select(static c => c.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));

        // Built for .NET 8, and run by the runtime that is here.
        await using var shop = await PageProgram.StartAsync(
            "dotnet", _ => ["--roll-forward", "Major", .. Start(place, "shop", "net8.0"), $"--ServiceRegistry:Client:Addresses:0={registry}"], readyPath: null);
        await Eventually.TrueAsync(() => shop.Output.Contains("item 1", StringComparison.Ordinal) || !shop.IsRunning, Deadline);
        Assert.Contains("item 1", shop.Output, StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", (await BecomesHealthyAsync(registry, "shop")).GetProperty("address").GetString());

        Assert.Equal(0, await orders.TerminateAsync());
        Assert.Empty(await InstancesAsync(registry, "orders"));
    }

    private async Task ARegistryAnswersAsync(
        string place, string project, Func<PageProgram, IEnumerable<string>> settings, Func<Task>? meanwhile = null)
    {
        await using var registry = await PageProgram.StartAsync(
            "dotnet", p => [.. Start(place, project, "net10.0"), "--urls", p.Url(string.Empty), .. settings(p)], "/readyz");

        using var registered = await _http.PostAsJsonAsync(
            registry.Url("/api/v1/instances"), new { service = "orders", id = "orders-1", address = "127.0.0.1", port = 8080, ttlSeconds = 30 });

        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        var found = Assert.Single(await InstancesAsync(registry.Url(string.Empty), "orders"));
        Assert.Equal("orders-1", found.GetProperty("id").GetString());
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
    }

    private static string[] Start(string place, string project, string framework)
        => [Path.Combine(place, project, "bin", "Debug", framework, $"{project}.dll"), "--contentRoot", Path.Combine(place, project)];

    private async Task<JsonElement> BecomesHealthyAsync(string registry, string service)
    {
        await Eventually.TrueAsync(
            async () => (await InstancesAsync(registry, service)) is [var only] && only.GetProperty("status").GetString() == "healthy", Deadline, $"{service} is healthy");
        return (await InstancesAsync(registry, service))[0];
    }

    private async Task<JsonElement[]> InstancesAsync(string registry, string service)
    {
        using var answer = await _http.GetAsync($"{registry}/api/v1/services/{service}/instances");
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return [];
        }

        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return [.. body.GetProperty("instances").EnumerateArray()];
    }
}
