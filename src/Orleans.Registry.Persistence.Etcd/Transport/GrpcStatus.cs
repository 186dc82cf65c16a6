namespace Orleans.Registry.Persistence.Etcd;

/// <summary>
/// The outcome that a gRPC server puts behind its reply, and what etcd means by it. Codes:
/// https://grpc.io/docs/guides/status-codes/. Where one code covers several cases, etcd's texts tell them apart.
/// </summary>
/// <param name="Code">0 for success.</param>
/// <param name="Text">For people; empty on success.</param>
internal readonly record struct GrpcStatus(int Code, string Text)
{
    private const int InvalidArgument = 3;
    private const int NotFound = 5;
    private const int PermissionDenied = 7;
    private const int ResourceExhausted = 8;
    private const int FailedPrecondition = 9;
    private const int OutOfRange = 11;
    private const int Unimplemented = 12;
    private const int Unauthenticated = 16;

    public EtcdFault Fault => Code switch
    {
        0 => EtcdFault.None,
        Unauthenticated => EtcdFault.InvalidToken,
        InvalidArgument when Says("revision of auth store is old") || Says("user name is empty") => EtcdFault.InvalidToken,
        FailedPrecondition when Says("authentication is not enabled") => EtcdFault.AuthNotEnabled,
        OutOfRange when Says("compacted") => EtcdFault.Compacted,
        NotFound => EtcdFault.NotFound,
        ResourceExhausted when Says("too many requests") => EtcdFault.Unreachable,
        InvalidArgument or PermissionDenied or ResourceExhausted or FailedPrecondition or OutOfRange or Unimplemented => EtcdFault.Refused,

        // Unavailable, Unknown, Internal, Aborted, Cancelled and the like: a member that starts, stops or lost its leader.
        _ => EtcdFault.Unreachable,
    };

    /// <summary>The text, and what an operator can do where that is known.</summary>
    public string Explain() => this switch
    {
        { Code: ResourceExhausted } when Says("database space exceeded")
            => $"{Text}: compact and defragment etcd or raise its quota, then disarm the NOSPACE alarm",
        { Code: InvalidArgument } when Says("too many operations")
            => $"{Text}: set {nameof(EtcdRegistryStoreOptions.MaxOperationsPerTransaction)} to etcd's --max-txn-ops",
        { Code: InvalidArgument } when Says("request is too large")
            => $"{Text}: set {nameof(EtcdRegistryStoreOptions.MaxRequestBytes)} below etcd's --max-request-bytes",
        { Code: InvalidArgument } when Says("user name is empty")
            => $"{Text}: this etcd wants a login, see {nameof(EtcdRegistryStoreOptions.UserName)}",
        { Code: PermissionDenied }
            => $"{Text}: the user needs a role that reads and writes everything under the key prefix",
        _ => Text.Length == 0 ? $"gRPC status {Code}" : Text,
    };

    private bool Says(string words) => Text.Contains(words, StringComparison.Ordinal);
}
