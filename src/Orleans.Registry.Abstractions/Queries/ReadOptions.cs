namespace Orleans.Registry;

/// <summary>How fresh an answer must be.</summary>
public sealed record ReadOptions
{
    /// <summary>Whatever the nearest replica has, with its age.</summary>
    public static ReadOptions Default { get; } = new();

    /// <summary>
    /// The least revision the answer must have (read your writes): the revision a mutation returned. Default none. When it
    /// is not reached within <see cref="Wait"/> the answer is <see cref="RegistryErrorCode.RevisionNotReached"/>.
    /// </summary>
    public Revision MinRevision { get; init; }

    /// <summary>How long to wait for <see cref="MinRevision"/>. Default 5 s; 0 to 60 s.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether only the owner of the service may answer. Default false.</summary>
    public bool Strong { get; init; }
}
