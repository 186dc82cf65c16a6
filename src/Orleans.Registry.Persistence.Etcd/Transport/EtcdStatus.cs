using Grpc.Core;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>
/// How a call ended that has no reply, and what etcd means by it. Codes: https://grpc.io/docs/guides/status-codes/. Where one
/// code covers several cases, etcd's texts tell them apart.
/// </summary>
/// <param name="Code">The gRPC code.</param>
/// <param name="Text">For people.</param>
internal readonly record struct EtcdStatus(StatusCode Code, string Text)
{
    public EtcdFault Fault => Code switch
    {
        StatusCode.Unauthenticated => EtcdFault.InvalidToken,
        StatusCode.InvalidArgument when Says("revision of auth store is old") || Says("user name is empty") => EtcdFault.InvalidToken,
        StatusCode.FailedPrecondition when Says("authentication is not enabled") => EtcdFault.AuthNotEnabled,
        StatusCode.OutOfRange when Says("compacted") => EtcdFault.Compacted,
        StatusCode.NotFound => EtcdFault.NotFound,
        StatusCode.ResourceExhausted when Says("too many requests") => EtcdFault.Unreachable,
        StatusCode.InvalidArgument or StatusCode.PermissionDenied or StatusCode.ResourceExhausted
            or StatusCode.FailedPrecondition or StatusCode.OutOfRange or StatusCode.Unimplemented => EtcdFault.Refused,

        // Unavailable, Unknown, Internal, Aborted, Cancelled and the like: a member that starts, stops or lost its leader.
        _ => EtcdFault.Unreachable,
    };

    /// <summary>The status of a failed call. One that the client made up is none of etcd's: its code says nothing.</summary>
    public static EtcdStatus Of(RpcException failure)
    {
        var status = failure.Status;
        if (status.DebugException is { } cause)
        {
            return new EtcdStatus(StatusCode.Unavailable, Innermost(cause).Message);
        }

        // What a proxy answers without gRPC comes as the gRPC code that resembles its HTTP status.
        return status.Detail.StartsWith("Bad gRPC response.", StringComparison.Ordinal)
            ? new EtcdStatus(StatusCode.Unavailable, status.Detail)
            : new EtcdStatus(status.StatusCode, status.Detail);
    }

    public static Exception Innermost(Exception e)
    {
        while (e.InnerException is { } inner)
        {
            e = inner;
        }

        return e;
    }

    /// <summary>The text, and what an operator can do where that is known.</summary>
    public string Explain() => this switch
    {
        { Code: StatusCode.ResourceExhausted } when Says("database space exceeded")
            => $"{Text}: compact and defragment etcd or raise its quota, then disarm the NOSPACE alarm",
        { Code: StatusCode.InvalidArgument } when Says("too many operations")
            => $"{Text}: set {nameof(EtcdRegistryStoreOptions.MaxOperationsPerTransaction)} to etcd's --max-txn-ops",
        { Code: StatusCode.InvalidArgument } when Says("request is too large")
            => $"{Text}: raise etcd's --max-request-bytes, or keep what is written below it, "
                + $"the registry's store by {nameof(EtcdRegistryStoreOptions.MaxRequestBytes)}",
        { Code: StatusCode.InvalidArgument } when Says("user name is empty")
            => $"{Text}: this etcd wants a login, see {nameof(EtcdConnectionOptions.UserName)}",
        { Code: StatusCode.PermissionDenied }
            => $"{Text}: the user needs a role that reads and writes everything under the key prefix",
        _ => Text.Length == 0 ? $"gRPC status {Code}" : Text,
    };

    private bool Says(string words) => Text.Contains(words, StringComparison.Ordinal);
}
