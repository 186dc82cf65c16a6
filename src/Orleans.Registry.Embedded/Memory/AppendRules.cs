namespace Orleans.Registry.Embedded;

/// <summary>What every append must be before a store looks at it: a caller that breaks this has a bug.</summary>
internal static class AppendRules
{
    /// <exception cref="ArgumentException">The append is not one.</exception>
    public static void Require(ServiceAppend append)
    {
        ArgumentNullException.ThrowIfNull(append);
        if (append.Service.IsEmpty || append.Epoch == Epoch.None || append.ExpectedRevision < Revision.None || append.Changes.Count == 0)
        {
            throw new ArgumentException("An append names a service, an epoch, a revision of 0 or more and at least one change.", nameof(append));
        }

        var next = append.ExpectedRevision.Next;
        foreach (var change in append.Changes)
        {
            if (change.Revision != next)
            {
                throw new ArgumentException(
                    $"The changes of an append are numbered on from {append.ExpectedRevision}; found {change.Revision} in place of {next}.",
                    nameof(append));
            }

            next = next.Next;
        }
    }

    /// <summary>Whether the append is the next of its service.</summary>
    public static bool Follows(ServiceAppend append, Epoch epoch, Revision revision)
        => append.ExpectedRevision == revision && (revision == Revision.None || append.Epoch == epoch);
}
