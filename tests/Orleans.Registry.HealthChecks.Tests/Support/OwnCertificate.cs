using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Orleans.Registry.HealthChecks.Tests.Support;

/// <summary>A certificate that nobody but its maker trusts, as services inside a network often have.</summary>
internal static class OwnCertificate
{
    public static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=orders.example", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
