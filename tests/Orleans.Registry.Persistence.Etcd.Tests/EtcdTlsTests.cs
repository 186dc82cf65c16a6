using Orleans.Registry.Persistence.Etcd.Tests.Support;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Persistence.Etcd.Tests;

/// <summary>Doors with certificates that no machine trusts by itself.</summary>
[RequiresServer(EtcdServer.Program)]
public sealed class EtcdTlsTests : IDisposable
{
    private readonly Certificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [ServerFact]
    public async Task A_server_is_trusted_by_the_authority_that_signed_it()
    {
        await using var server = await StartAsync(askClients: false);
        var options = EtcdTests.Options(server.Address);
        options.TrustedCertificatesFile = _certificates.AuthorityFile;

        await using var session = await EtcdTests.OpenAsync(options);
        await session.MustSendAsync("orders", d => d.Register("a"));

        await session.VerifyAsync();
    }

    [ServerFact]
    public async Task A_server_that_nobody_vouches_for_is_refused()
    {
        await using var server = await StartAsync(askClients: false);
        using var others = new Certificates();
        foreach (var authority in (string?[])[null, others.AuthorityFile])
        {
            var options = EtcdTests.Options(server.Address);
            options.TrustedCertificatesFile = authority;
            options.AttemptTimeout = options.OperationTimeout = TimeSpan.FromSeconds(1);

            await Assert.ThrowsAsync<StoreUnavailableException>(() => EtcdTests.OpenAsync(options));
        }
    }

    [ServerFact]
    public async Task A_client_shows_its_own_certificate_to_a_server_that_asks()
    {
        await using var server = await StartAsync(askClients: true);
        var options = EtcdTests.Options(server.Address);
        options.TrustedCertificatesFile = _certificates.AuthorityFile;
        (options.ClientCertificateFile, options.ClientKeyFile) = _certificates.Sign("client");

        await using var session = await EtcdTests.OpenAsync(options);
        await session.MustSendAsync("orders", d => d.Register("a"));

        await session.VerifyAsync();
    }

    [ServerFact]
    public async Task A_client_without_a_certificate_does_not_get_in_where_one_is_asked_for()
    {
        await using var server = await StartAsync(askClients: true);
        var options = EtcdTests.Options(server.Address);
        options.TrustedCertificatesFile = _certificates.AuthorityFile;
        options.AttemptTimeout = options.OperationTimeout = TimeSpan.FromSeconds(1);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => EtcdTests.OpenAsync(options));
    }

    [Fact]
    public void A_certificate_file_without_a_certificate_is_named_as_the_fault()
    {
        var options = EtcdTests.Options(new Uri("https://127.0.0.1:1"));
        (options.ClientCertificateFile, _) = _certificates.Sign("client");
        options.ClientKeyFile = _certificates.AuthorityFile;

        var failure = Assert.Throws<StoreUnavailableException>(() => new EtcdRegistryStore(options));

        Assert.Contains("certificates", failure.Message, StringComparison.Ordinal);
    }

    private async Task<EtcdServer> StartAsync(bool askClients)
    {
        var (certificate, key) = _certificates.Sign("server");
        return await EtcdServer.StartAsync(new EtcdServerSetup
        {
            CertificateFile = certificate,
            KeyFile = key,
            ClientAuthorityFile = askClients ? _certificates.AuthorityFile : string.Empty,
        });
    }
}
