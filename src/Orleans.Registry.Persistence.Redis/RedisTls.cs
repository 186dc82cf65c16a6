using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Orleans.Registry.Persistence.Redis;

/// <summary>
/// Trusts servers whose certificates come from the authorities of a file, and have the right name. The client library's own
/// <c>TrustIssuer</c> takes one authority, and takes every certificate that the machine trusts besides; so the platform is given
/// a chain policy, which takes the place of the machine's authorities.
/// </summary>
internal sealed class RedisTls
{
    private readonly X509Certificate2Collection _authorities = [];
    private readonly SslProtocols _protocols;

    public RedisTls(string authorityFile, SslProtocols protocols)
    {
        _authorities.ImportFromPemFile(authorityFile);
        _protocols = protocols;
    }

    /// <summary>How to speak to a server that must have this name.</summary>
    public SslClientAuthenticationOptions For(string host)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(_authorities);
        return new SslClientAuthenticationOptions { TargetHost = host, EnabledSslProtocols = _protocols, CertificateChainPolicy = policy };
    }
}
