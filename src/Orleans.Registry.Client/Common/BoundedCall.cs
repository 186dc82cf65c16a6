namespace Orleans.Registry.Client;

/// <summary>Gives a registry call a longest time and turns every way to fail but the caller's own cancellation into a value.</summary>
internal static class BoundedCall
{
    public static async Task<RegistryResult<T>> RunAsync<T>(
        Func<CancellationToken, ValueTask<RegistryResult<T>>> call, TimeSpan timeout, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await call(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new RegistryError(RegistryErrorCode.Unreachable, $"no answer within {timeout.TotalSeconds:0.###} s");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A registry in the same process may break; the program it serves must not break with it.
            return new RegistryError(RegistryErrorCode.Internal, $"the registry failed: {e.Message}");
        }
    }
}
