using Etcdserverpb;
using Grpc.Core;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>
/// The token of a login, drawn when first needed and again when etcd no longer takes it (it lapses when unused for some minutes
/// and with a restart of the member). One login at a time; others wait for it. Safe to use from many threads.
/// </summary>
internal sealed class EtcdLogin : IDisposable
{
    private readonly AuthenticateRequest _request;
    private readonly SemaphoreSlim _gate = new(1);
    private Metadata? _headers;

    public EtcdLogin(string userName, string password)
        => _request = new AuthenticateRequest { Name = userName, Password = password };

    /// <summary>What a call without a login sends.</summary>
    public static Metadata NoLogin { get; } = HeadersOf(token: string.Empty);

    /// <summary>What a call sends: the token, unless this etcd knows no users. The same object until it is forgotten.</summary>
    public async ValueTask<Metadata> GetHeadersAsync(
        Func<AuthenticateRequest, CancellationToken, Task<AuthenticateResponse>> authenticate, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _headers) is { } known)
        {
            return known;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _headers ??= HeadersOf(await LogInAsync(authenticate, cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Forgets what was refused, unless there is something newer already.</summary>
    public void Forget(Metadata refused) => Interlocked.CompareExchange(ref _headers, null, refused);

    public void Dispose() => _gate.Dispose();

    private static Metadata HeadersOf(string token)
    {
        // A member that lost its leader says so at once instead of waiting for one.
        var headers = new Metadata { { "hasleader", "true" } };
        if (token.Length > 0)
        {
            headers.Add("token", token);
        }

        return headers;
    }

    private async Task<string> LogInAsync(
        Func<AuthenticateRequest, CancellationToken, Task<AuthenticateResponse>> authenticate, CancellationToken cancellationToken)
    {
        try
        {
            return (await authenticate(_request, cancellationToken).ConfigureAwait(false)).Token;
        }
        catch (EtcdCallException e) when (e.Fault == EtcdFault.AuthNotEnabled)
        {
            return string.Empty;
        }
    }
}
