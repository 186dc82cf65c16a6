namespace Orleans.Registry.EndToEndTests;

/// <summary>What the program says at its start.</summary>
public sealed class StartLineTests
{
    private const string InMemory = "Everything is in memory";

    [Fact]
    public async Task Journal_directory_durability_and_address_are_in_one_line()
    {
        await using var silo = await SiloProcess.StartAsync();

        var line = Started(silo);

        Assert.Contains("engine embedded", line, StringComparison.Ordinal);
        Assert.Contains($"journal in {Path.Combine(silo.Directory, "data")}", line, StringComparison.Ordinal);
        Assert.Contains("fsync", line, StringComparison.Ordinal);
        Assert.Contains($"http://127.0.0.1:{silo.Port}", line, StringComparison.Ordinal);
        Assert.DoesNotContain(InMemory, silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_in_memory_only_is_said()
    {
        await using var silo = await SiloProcess.StartAsync("--store", "memory");

        Assert.Contains("store memory", Started(silo), StringComparison.Ordinal);
        Assert.Contains(InMemory, silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_names_its_cluster_gateway_and_dashboard_and_little_else_is_printed()
    {
        var (siloPort, gateway) = (TestKit.Servers.LoopbackPort.Free(), TestKit.Servers.LoopbackPort.Free());
        await using var silo = await SiloProcess.StartAsync("--engine", "orleans", "--silo-port", $"{siloPort}", "--gateway-port", $"{gateway}");
        for (var i = 0; i < 20; i++)
        {
            await silo.RegisterAsync("orders", $"orders-{i}");
        }

        var line = Started(silo);

        Assert.Contains("engine orleans", line, StringComparison.Ordinal);
        Assert.Contains("cluster registry", line, StringComparison.Ordinal);
        Assert.Contains($"gateway 127.0.0.1:{gateway}", line, StringComparison.Ordinal);
        Assert.Contains($"dashboard http://127.0.0.1:{silo.Port}/orleans", line, StringComparison.Ordinal);
        Assert.Contains(InMemory, silo.Output, StringComparison.Ordinal);
        Assert.Equal(2, silo.Output.Split('\n').Length);
        using var dashboard = await silo.Http.GetAsync(silo.Url("/orleans"));
        Assert.Equal(System.Net.HttpStatusCode.OK, dashboard.StatusCode);
    }

    private static string Started(SiloProcess silo) => Assert.Single(silo.Output.Split('\n'), static l => l.Contains("Started: ", StringComparison.Ordinal));
}
