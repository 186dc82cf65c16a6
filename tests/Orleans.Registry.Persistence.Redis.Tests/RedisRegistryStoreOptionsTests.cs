using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Orleans.Registry.Persistence.Redis.Tests;

public sealed class RedisRegistryStoreOptionsTests
{
    private const string Secret = "hunter2";

    [Fact]
    public void The_defaults_are_valid()
        => Assert.True(new RedisRegistryStoreOptionsValidator().Validate(null, new RedisRegistryStoreOptions()).Succeeded);

    [Fact]
    public void Everything_wrong_is_reported_at_once()
    {
        var options = new RedisRegistryStoreOptions
        {
            ConnectionString = $"localhost,password={Secret},nonsense=1",
            KeyPrefix = "curly{brace}",
            CertificateAuthorityFile = "/no/such/file",
            ClientKeyFile = "/no/such/key",
            Database = -1,
            Shards = 0,
            LogCapacity = 0,
            KeptVersions = 0,
            LoadSlice = 1,
            LoadConcurrency = 0,
            ConnectTimeout = TimeSpan.Zero,
            OperationTimeout = TimeSpan.FromHours(1),
            MaxReconnectDelay = TimeSpan.Zero,
        };

        string[] failures = [.. new RedisRegistryStoreOptionsValidator().Validate(null, options).Failures!];

        string[] names =
        [
            "ConnectionString", "KeyPrefix", "CertificateAuthorityFile", "ClientKeyFile", "ClientCertificateFile", "Database", "Shards", "LogCapacity", "KeptVersions", "LoadSlice",
            "LoadConcurrency", "ConnectTimeout", "OperationTimeout", "MaxReconnectDelay",
        ];
        Assert.Equal(names, failures.Select(f => f.Split(' ')[0]));
        Assert.All(failures, f => Assert.DoesNotContain(Secret, f, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("password=x")]
    [InlineData("localhost:notaport,nonsense=1")]
    public void A_connection_string_must_name_a_server(string text)
    {
        var options = new RedisRegistryStoreOptions { ConnectionString = text };

        Assert.True(new RedisRegistryStoreOptionsValidator().Validate(null, options).Failed);
        Assert.Throws<OptionsValidationException>(() => Support.RedisTests.Store(options));
    }

    [Fact]
    public void Options_as_text_tell_where_and_hide_how()
    {
        var options = new RedisRegistryStoreOptions
        {
            ConnectionString = $"redis-1:6380,10.0.0.7,password={Secret},ssl=true,defaultDatabase=3",
            Password = Secret + Secret,
        };

        Assert.Equal("Redis at redis-1:6380, 10.0.0.7:6380 over TLS, database 3, prefix 'registry'", options.ToString());
    }

    [Fact]
    public async Task The_store_is_added_once()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILogger<RedisRegistryStore>>(NullLogger<RedisRegistryStore>.Instance);
        services.AddRedisRegistryStore(o => o.KeyPrefix = "first");
        services.AddRedisRegistryStore(o => o.LogCapacity = 7);

        await using var provider = services.BuildServiceProvider();

        Assert.IsType<RedisRegistryStore>(Assert.Single(provider.GetServices<IRegistryStore>()));
        var options = provider.GetRequiredService<IOptions<RedisRegistryStoreOptions>>().Value;
        Assert.Equal(("first", 7), (options.KeyPrefix, options.LogCapacity));
    }

    [Fact]
    public async Task A_store_that_is_not_open_says_so()
    {
        await using var store = Support.RedisTests.Store(new RedisRegistryStoreOptions());

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await store.LoadAsync(ServiceName.Parse("a"), CancellationToken.None));
    }

    [Theory]
    [InlineData("orders", 64, 44)]
    [InlineData("a", 64, 44)]
    [InlineData("a", 1, 0)]
    public void Services_stay_in_their_shard_for_ever(string service, int shards, int expected)
        => Assert.Equal(expected, RedisKeys.ShardOf(service, shards));
}
