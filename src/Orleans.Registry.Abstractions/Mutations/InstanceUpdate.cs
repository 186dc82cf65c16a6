namespace Orleans.Registry;

/// <summary>A change of some of an instance's details; what is <c>null</c> stays.</summary>
public sealed record InstanceUpdate
{
    /// <summary>New weight, 0 to 10000.</summary>
    public int? Weight { get; init; }

    /// <summary>New tags, replacing the old.</summary>
    public TagSet? Tags { get; init; }

    /// <summary>Metadata entries to set or, where the value is <c>null</c>, to remove; entries not named stay.</summary>
    public IReadOnlyDictionary<string, string?>? Metadata { get; init; }

    /// <summary>
    /// The <see cref="ServiceInstance.ModifiedRevision"/> the caller saw; refused with
    /// <see cref="RegistryErrorCode.VersionConflict"/> when the record has changed since. <c>null</c> to update whatever is there.
    /// </summary>
    public Revision? ExpectedRevision { get; init; }

    /// <summary>Whether it asks for no change at all.</summary>
    public bool IsEmpty => Weight is null && Tags is null && Metadata is null;

    /// <summary>The details with the change made; equal to what they were when they fit it already.</summary>
    public InstanceDetails ApplyTo(InstanceDetails details)
    {
        ArgumentNullException.ThrowIfNull(details);
        return details with
        {
            Weight = Weight ?? details.Weight,
            Tags = Tags ?? details.Tags,
            Metadata = Metadata is null ? details.Metadata : details.Metadata.With(Metadata),
        };
    }
}
