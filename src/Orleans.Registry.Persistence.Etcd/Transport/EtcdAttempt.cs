using Grpc.Core;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>One attempt at one call at one member. Safe to use from many threads.</summary>
internal static class EtcdAttempt
{
    /// <summary>Makes the call.</summary>
    /// <exception cref="EtcdCallException">It failed, or was not answered in time.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public static async Task<TReply> CallAsync<TRequest, TReply>(
        EtcdMember member,
        EtcdMethod<TRequest, TReply> method,
        TRequest request,
        Metadata headers,
        TimeSpan timeout,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        // Not the deadline of gRPC, which would go by the system's clock and be told to etcd: etcd ends a call that is cancelled.
        using var late = new CancellationTokenSource(timeout, time);
        using var either = cancellationToken.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken)
            : null;
        try
        {
            return await method.Call(member, request, new CallOptions(headers, cancellationToken: (either ?? late).Token)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not EtcdCallException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (late.IsCancellationRequested)
            {
                throw new EtcdCallException(EtcdFault.Unreachable, $"no answer within {timeout}", e);
            }

            // All else that can go wrong below gRPC has many types; none of them says whether etcd did what was asked.
            var status = e is RpcException failure ? EtcdStatus.Of(failure) : new EtcdStatus(StatusCode.Unavailable, EtcdStatus.Innermost(e).Message);
            throw new EtcdCallException(status.Fault, status.Explain(), e);
        }
    }
}
