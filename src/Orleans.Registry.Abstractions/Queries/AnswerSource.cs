namespace Orleans.Registry;

/// <summary>Who gave an answer.</summary>
public enum AnswerSource
{
    /// <summary>Not a source; never sent.</summary>
    None = 0,

    /// <summary>The one owner of the service.</summary>
    Owner = 1,

    /// <summary>A copy inside the registry that follows the owner.</summary>
    Replica = 2,

    /// <summary>A client's memory.</summary>
    Cache = 3,

    /// <summary>A client's disk: the last known good, after its own cold start without a registry.</summary>
    Disk = 4,
}
