namespace Orleans.Registry.Embedded.Journal;

/// <summary>Where a service stands, and where it stood at the last cut.</summary>
internal struct StoredPosition
{
    public Epoch Epoch;

    public Revision Revision;

    /// <summary>The cut that <see cref="CutRevision"/> belongs to, if it is the latest; else the service did not change since.</summary>
    public int Generation;

    public Revision CutRevision;
}
