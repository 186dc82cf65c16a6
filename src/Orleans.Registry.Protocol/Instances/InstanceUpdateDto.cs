namespace Orleans.Registry.Protocol;

/// <summary>Request: change some details of an instance; what is absent stays.</summary>
public sealed class InstanceUpdateDto
{
    /// <summary>New weight, 0 to 10000.</summary>
    public long? Weight { get; init; }

    /// <summary>New labels, replacing the old.</summary>
    public IReadOnlyList<string?>? Tags { get; init; }

    /// <summary>Facts to set or, where the value is null, to remove.</summary>
    public IReadOnlyDictionary<string, string?>? Metadata { get; init; }

    /// <summary>The modifiedRevision the caller saw; the If-Match header may say it instead.</summary>
    public long? ExpectedRevision { get; init; }
}
