namespace Orleans.Registry.TestKit.Servers;

/// <summary>How a <see cref="RedisServer"/> is started.</summary>
public sealed record RedisServerSetup
{
    /// <summary>When the append-only file is synced: <c>always</c>, <c>everysec</c> or <c>no</c>. Default <c>everysec</c>.</summary>
    public string AppendFsync { get; init; } = "everysec";

    /// <summary>The password of the default user; empty (default) for none.</summary>
    public string Password { get; init; } = string.Empty;

    /// <summary>Whether it is a node of a cluster. Default false. The slots must be assigned by command.</summary>
    public bool Cluster { get; init; }

    /// <summary>Further arguments of its command line.</summary>
    public IReadOnlyList<string> ExtraArguments { get; init; } = [];
}
