using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>Makes the connections to etcd: plain text for http, TLS for https.</summary>
internal static class EtcdHttp
{
    /// <summary>A handler that keeps connections to all members.</summary>
    /// <exception cref="StoreUnavailableException">A certificate cannot be read.</exception>
    public static SocketsHttpHandler CreateHandler(EtcdConnectionOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.AttemptTimeout,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            InitialHttp2StreamWindowSize = 1 << 20,

            // A peer that vanished without a word is noticed. etcd ends connections that ping more often than every 5 s.
            KeepAlivePingDelay = TimeSpan.FromSeconds(10),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        };
        try
        {
            Secure(handler.SslOptions, options);
        }
        catch (Exception e)
        {
            handler.Dispose();
            throw new StoreUnavailableException($"The certificates for etcd cannot be used: {e.Message}", e);
        }

        return handler;
    }

    private static void Secure(SslClientAuthenticationOptions ssl, EtcdConnectionOptions options)
    {
        if (!string.IsNullOrEmpty(options.TrustedCertificatesFile))
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPemFile(options.TrustedCertificatesFile);
            ssl.CertificateChainPolicy = policy;
        }

        if (!string.IsNullOrEmpty(options.ClientCertificateFile))
        {
            var certificate = LoadClientCertificate(options.ClientCertificateFile, options.ClientKeyFile);
            ssl.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        }
    }

    private static X509Certificate2 LoadClientCertificate(string certificateFile, string? keyFile)
    {
        var certificate = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        // Windows does TLS only with keys that are in its key store; a key from a PEM file is not.
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        }
    }
}
