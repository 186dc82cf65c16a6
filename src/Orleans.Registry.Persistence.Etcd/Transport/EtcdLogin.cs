using Orleans.Registry.Persistence.Etcd.Messages;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>
/// The token of a login, drawn when first needed and again when etcd no longer takes it (it lapses when unused for some minutes
/// and with a restart of the member). One login at a time; others wait for it. Safe to use from many threads.
/// </summary>
internal sealed class EtcdLogin : IDisposable
{
    private readonly AuthenticateRequest _request;
    private readonly SemaphoreSlim _gate = new(1);
    private string? _token;

    public EtcdLogin(string userName, string password)
        => _request = new AuthenticateRequest { Name = userName, Password = password };

    /// <summary>The token to send; empty when this etcd knows no users.</summary>
    public async ValueTask<string> GetTokenAsync(
        Func<AuthenticateRequest, CancellationToken, Task<AuthenticateResponse>> authenticate, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _token) is { } known)
        {
            return known;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _token ??= await LogInAsync(authenticate, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Forgets a token that was refused, unless a newer one is there already.</summary>
    public void Forget(string? refused) => Interlocked.CompareExchange(ref _token, null, refused);

    public void Dispose() => _gate.Dispose();

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
