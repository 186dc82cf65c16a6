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

    /// <summary>What is wrong with it; <c>null</c> when nothing is.</summary>
    public RegistryError? Check()
        => Wait >= TimeSpan.Zero && Wait <= TimeSpan.FromSeconds(60) && MinRevision >= Revision.None
            ? null
            : RegistryError.Invalid("wait", "must be 0 to 60 seconds, with a minimum revision of 0 or more");
}
