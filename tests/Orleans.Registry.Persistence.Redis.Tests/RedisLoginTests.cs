using System.Globalization;
using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.Registry.Persistence.Redis.Tests.Support;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Persistence.Redis.Tests;

/// <summary>Passwords, users, databases, TLS.</summary>
[RequiresServer(RedisServer.Program)]
public sealed class RedisLoginTests
{
    private const string Secret = "s3cr3t-pass";

    [ServerFact]
    public async Task A_password_logs_in_from_the_options_and_from_the_connection_string()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerSetup { Password = Secret });
        var byOption = RedisTests.Options(server.EndPoint, "test");
        byOption.Password = Secret;

        await using (var session = await RedisTests.OpenAsync(byOption))
        {
            await session.MustSendAsync("orders", d => d.Register("a"));
        }

        await using var again = await RedisTests.OpenAsync(RedisTests.Options($"{server.EndPoint},password={Secret}", "test"));
        Assert.Equal(new Revision(1), again.Script("orders").Revision);
    }

    [ServerFact]
    public async Task A_refused_login_is_unavailable_and_gives_no_password_away()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerSetup { Password = "another" });
        var log = new ListLogger();
        var options = RedisTests.Options($"{server.EndPoint},password={Secret}", "test");
        (options.ConnectTimeout, options.OperationTimeout) = (TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(500));

        var e = await Assert.ThrowsAsync<StoreUnavailableException>(() => RedisTests.OpenAsync(options, log));

        Assert.DoesNotContain(Secret, e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, options.ToString(), StringComparison.Ordinal);
        Assert.All(log.Entries, entry => Assert.DoesNotContain(Secret, entry.Text, StringComparison.Ordinal));
        Assert.Contains(server.EndPoint, e.Message, StringComparison.Ordinal);
    }

    [ServerFact]
    public async Task A_named_user_logs_in()
    {
        await using var server = await RedisServer.StartAsync();
        await server.CommandAsync("ACL", "SETUSER", "registry", "on", $">{Secret}", "~test*", "~{test*", "+@all");
        var options = RedisTests.Options(server.EndPoint, "test");
        (options.User, options.Password) = ("registry", Secret);
        await using var session = await RedisTests.OpenAsync(options);
        await session.MustSendAsync("orders", d => d.Register("a"));
        Assert.Contains("user=registry", (string)(await server.CommandAsync("CLIENT", "LIST"))!, StringComparison.Ordinal);
    }

    [ServerFact]
    public async Task The_database_number_is_kept_to()
    {
        await using var server = await RedisServer.StartAsync();
        var options = RedisTests.Options($"{server.EndPoint},defaultDatabase=2", "test");
        options.Database = 5;

        await using var session = await RedisTests.OpenAsync(options);
        await session.MustSendAsync("orders", d => d.Register("a"));

        var info = (string)(await server.CommandAsync("INFO", "keyspace"))!;
        Assert.Contains("db5:", info, StringComparison.Ordinal);
        Assert.DoesNotContain("db0:", info, StringComparison.Ordinal);
        Assert.DoesNotContain("db2:", info, StringComparison.Ordinal);
    }

    [ServerFact]
    public async Task Tls_trusts_the_authority_of_the_file_and_no_other()
    {
        var directory = Directory.CreateTempSubdirectory("registry-tls-");
        try
        {
            var (authority, certificate, key) = WriteCertificates(directory.FullName, "good");
            var (stranger, _, _) = WriteCertificates(directory.FullName, "stranger");
            var port = LoopbackPort.Free();
            await using var server = await RedisServer.StartAsync(new RedisServerSetup
            {
                ExtraArguments =
                [
                    "--tls-port", port.ToString(CultureInfo.InvariantCulture), "--tls-cert-file", certificate, "--tls-key-file", key,
                    "--tls-ca-cert-file", authority, "--tls-auth-clients", "no",
                ],
            });
            var options = RedisTests.Options($"127.0.0.1:{port}", "test");
            (options.UseTls, options.TlsServerName, options.CertificateAuthorityFile) = (true, "redis.test", authority);

            await using (var session = await RedisTests.OpenAsync(options))
            {
                await session.MustSendAsync("orders", d => d.Register("a"));
                await session.VerifyAsync();
            }

            (options.ConnectTimeout, options.OperationTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(500));
            options.TlsServerName = "somebody.else";
            await Assert.ThrowsAsync<StoreUnavailableException>(() => RedisTests.OpenAsync(options));
            (options.TlsServerName, options.CertificateAuthorityFile) = ("redis.test", stranger);
            await Assert.ThrowsAsync<StoreUnavailableException>(() => RedisTests.OpenAsync(options));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [ServerFact]
    public async Task A_server_that_asks_for_a_certificate_is_shown_one()
    {
        var directory = Directory.CreateTempSubdirectory("registry-tls-");
        try
        {
            var (authority, certificate, key) = WriteCertificates(directory.FullName, "good");
            var (_, strangersCertificate, strangersKey) = WriteCertificates(directory.FullName, "stranger");
            var port = LoopbackPort.Free();
            await using var server = await RedisServer.StartAsync(new RedisServerSetup
            {
                ExtraArguments =
                [
                    "--tls-port", port.ToString(CultureInfo.InvariantCulture), "--tls-cert-file", certificate, "--tls-key-file", key,
                    "--tls-ca-cert-file", authority, "--tls-auth-clients", "yes",
                ],
            });
            var options = RedisTests.Options($"127.0.0.1:{port}", "test");
            (options.UseTls, options.TlsServerName, options.CertificateAuthorityFile) = (true, "redis.test", authority);
            (options.ClientCertificateFile, options.ClientKeyFile) = (certificate, key);

            await using (var session = await RedisTests.OpenAsync(options))
            {
                await session.MustSendAsync("orders", d => d.Register("a"));
            }

            (options.ConnectTimeout, options.OperationTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(500));
            (options.ClientCertificateFile, options.ClientKeyFile) = (strangersCertificate, strangersKey);
            await Assert.ThrowsAsync<StoreUnavailableException>(() => RedisTests.OpenAsync(options));
            (options.ClientCertificateFile, options.ClientKeyFile) = (string.Empty, string.Empty);
            await Assert.ThrowsAsync<StoreUnavailableException>(() => RedisTests.OpenAsync(options));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void Authorities_of_the_file_take_the_place_of_the_machines()
    {
        var directory = Directory.CreateTempSubdirectory("registry-tls-");
        try
        {
            var (good, _, _) = WriteCertificates(directory.FullName, "good");
            var (other, _, _) = WriteCertificates(directory.FullName, "other");
            File.AppendAllText(good, "\n" + File.ReadAllText(other));

            var tls = new RedisTls(good, SslProtocols.Tls13).For("redis.test");

            Assert.Equal(("redis.test", SslProtocols.Tls13), (tls.TargetHost, tls.EnabledSslProtocols));
            Assert.Null(tls.RemoteCertificateValidationCallback);
            Assert.Equal(X509ChainTrustMode.CustomRootTrust, tls.CertificateChainPolicy!.TrustMode);
            Assert.Equal(["CN=good authority", "CN=other authority"], tls.CertificateChainPolicy.CustomTrustStore.Select(static c => c.Subject));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static (string Authority, string Certificate, string Key) WriteCertificates(string directory, string name)
    {
        var (begin, end) = (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest($"CN={name} authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = authorityRequest.CreateSelfSigned(begin, end);

        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var serverRequest = new CertificateRequest("CN=redis.test", serverKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("redis.test");
        names.AddIpAddress(IPAddress.Loopback);
        serverRequest.CertificateExtensions.Add(names.Build());
        using var server = serverRequest.Create(authority, begin, end, [1, 2, 3, 4]);

        string[] files = [Path.Combine(directory, $"{name}-ca.pem"), Path.Combine(directory, $"{name}.pem"), Path.Combine(directory, $"{name}.key")];
        File.WriteAllText(files[0], authority.ExportCertificatePem());
        File.WriteAllText(files[1], server.ExportCertificatePem());
        File.WriteAllText(files[2], serverKey.ExportPkcs8PrivateKeyPem());
        return (files[0], files[1], files[2]);
    }
}
