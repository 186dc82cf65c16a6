using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Registry.Persistence.Etcd.Tests.Support;

namespace Orleans.Registry.Persistence.Etcd.Tests;

public sealed class EtcdRegistryStoreOptionsTests
{
    [Fact]
    public void The_defaults_are_valid_and_mean_a_local_etcd()
    {
        using var members = new EtcdMembers([], new SocketsHttpHandler());

        Assert.True(Validate(new EtcdRegistryStoreOptions()).Succeeded);
        Assert.Equal("127.0.0.1:2379", members.Current.Address.Authority);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var options = new EtcdRegistryStoreOptions
        {
            KeyPrefix = "a:b",
            UserName = "registry",
            ClientCertificateFile = "/no/such/file.pem",
            AttemptTimeout = TimeSpan.Zero,
            OperationTimeout = TimeSpan.FromDays(1),
            LogCapacity = 0,
            MaxOperationsPerTransaction = 7,
            MaxRequestBytes = 1,
            LoadConcurrency = 65,
            Endpoints = { "127.0.0.1:2379", "ftp://host", "http://host/path", "http://user:hush@host", "https://host" },
        };

        var failures = Validate(options).Failures!.ToList();

        string[] expected =
        [
            "Endpoints[0]", "Endpoints[1]", "Endpoints[2]", "Endpoints[3]", "mixes http and https", "KeyPrefix", "Password",
            "ClientKeyFile belong", "no file '/no/such/file.pem'", "AttemptTimeout", "OperationTimeout", "LogCapacity",
            "MaxOperationsPerTransaction", "MaxRequestBytes", "LoadConcurrency",
        ];
        Assert.All(expected, text => Assert.Contains(failures, failure => failure.Contains(text, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, failures.Count);
        Assert.DoesNotContain(failures, failure => failure.Contains("hush", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a:")]
    [InlineData("a\n")]
    public void A_prefix_that_could_not_be_told_from_its_keys_is_refused(string prefix)
        => Assert.True(Validate(new EtcdRegistryStoreOptions { KeyPrefix = prefix }).Failed);

    // Not as data of a theory: on their way into a test such texts are mended.
    [Fact]
    public void A_prefix_with_half_a_character_is_refused()
    {
        Assert.True(Validate(new EtcdRegistryStoreOptions { KeyPrefix = "a\ud83d" }).Failed);
        Assert.True(Validate(new EtcdRegistryStoreOptions { KeyPrefix = "\ude00a" }).Failed);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("/registry/")]
    [InlineData("日本 \U0001F600")]
    public void Other_prefixes_are_taken(string prefix)
        => Assert.True(Validate(new EtcdRegistryStoreOptions { KeyPrefix = prefix }).Succeeded);

    [Fact]
    public void An_attempt_must_not_be_longer_than_the_operation()
    {
        var options = new EtcdRegistryStoreOptions { AttemptTimeout = TimeSpan.FromSeconds(7) };

        Assert.Contains("must not be longer", Assert.Single(Validate(options).Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void Certificates_without_tls_are_a_mistake()
    {
        using var certificates = new Certificates();
        var options = new EtcdRegistryStoreOptions
        {
            TrustedCertificatesFile = certificates.AuthorityFile,
            Endpoints = { "http://localhost:1" },
        };

        Assert.Contains("https", Assert.Single(Validate(options).Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_is_not_made_of_bad_options()
        => Assert.Throws<OptionsValidationException>(() => (object)new EtcdRegistryStore(new EtcdRegistryStoreOptions { LogCapacity = 0 }));

    [Fact]
    public void The_text_of_the_options_holds_no_password()
    {
        var options = new EtcdRegistryStoreOptions
        {
            UserName = "registry",
            Password = "hush",
            Endpoints = { "http://host:1", "http://registry:hush@other:2", "hush" },
        };

        Assert.Equal(
            "etcd at http://host:1, http://other:2, (no address), keys under 'orleans-registry', user registry", options.ToString());
    }

    [Fact]
    public async Task The_store_is_added_once_and_configured_as_often_as_wished()
    {
        var services = new ServiceCollection();
        services.AddEtcdRegistryStore(o => o.Endpoints.Add("http://127.0.0.1:1"));
        services.AddEtcdRegistryStore(o => o.KeyPrefix = "other");

        await using var provider = services.BuildServiceProvider();

        var store = Assert.Single(provider.GetServices<IRegistryStore>());
        Assert.Same(store, provider.GetRequiredService<IRegistryStore>());
        Assert.Equal(("etcd", StoreDurability.External), (store.Name, store.Durability));
        Assert.Equal("other", provider.GetRequiredService<IOptions<EtcdRegistryStoreOptions>>().Value.KeyPrefix);
    }

    [Fact]
    public async Task Bad_options_are_found_when_the_store_is_asked_for()
    {
        var services = new ServiceCollection();
        services.AddEtcdRegistryStore(o => o.KeyPrefix = ":");
        await using var provider = services.BuildServiceProvider();

        Assert.Throws<OptionsValidationException>(() => (object)provider.GetRequiredService<IRegistryStore>());
    }

    private static ValidateOptionsResult Validate(EtcdRegistryStoreOptions options)
        => new EtcdRegistryStoreOptionsValidator().Validate(null, options);
}
