namespace Orleans.Registry.AspNetCore.Tests;

/// <summary>One server with service <c>web</c> and its instance <c>web-1</c>, for tests that leave it as it is.</summary>
public sealed class SharedRegistryHost : IAsyncLifetime
{
    public RegistryHost Host { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Host = await RegistryHost.StartAsync();
        await Host.RegisterAsync("web", "web-1");
    }

    public Task DisposeAsync() => Host.DisposeAsync().AsTask();
}
