using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Orleans.Registry.Persistence.Redis;

/// <summary>Trusts servers whose certificates come from the authorities of a file, and have the right name.</summary>
internal sealed class RedisServerTrust
{
    private readonly X509Certificate2Collection _authorities = [];

    public RedisServerTrust(string file) => _authorities.ImportFromPemFile(file);

    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        // The machine's authorities are not asked, so the chain they could not build does not count; a wrong name does.
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (chain is not null)
        {
            own.ChainPolicy.ExtraStore.AddRange(chain.ChainElements.Select(static e => e.Certificate).ToArray());
        }

        using var server = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return own.Build(server);
    }
}
