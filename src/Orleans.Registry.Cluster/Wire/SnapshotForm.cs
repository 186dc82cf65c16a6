namespace Orleans.Registry.Cluster;

/// <summary>How a snapshot crosses the wire: its image without a log, and what images do not hold.</summary>
internal sealed record SnapshotForm(byte[] Image, DateTimeOffset ChangedAt, long ConfigurationVersion, ProtectionStatus? Protection)
{
    public bool HoldsSameAs(SnapshotForm other)
        => ChangedAt == other.ChangedAt
            && ConfigurationVersion == other.ConfigurationVersion
            && Equals(Protection, other.Protection)
            && Image.AsSpan().SequenceEqual(other.Image);
}
