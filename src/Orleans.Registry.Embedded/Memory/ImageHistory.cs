namespace Orleans.Registry.Embedded;

/// <summary>Reads history out of the log that an image carries.</summary>
internal static class ImageHistory
{
    /// <summary>The page after a revision. Its oldest revision is the next one to come when no change is kept.</summary>
    public static HistoryPage Page(ServiceImage image, Revision after, int limit)
    {
        var log = image.Log;
        var oldest = log.Count == 0 ? image.Revision.Next : log[0].Revision;
        var isKept = after.Next >= oldest && after < image.Revision;
        if (!isKept)
        {
            return new HistoryPage(image.Epoch, [], oldest, image.Revision);
        }

        var first = (int)(after.Next.Value - oldest.Value);
        var changes = new ServiceChange[Math.Min(limit, log.Count - first)];
        for (var i = 0; i < changes.Length; i++)
        {
            changes[i] = log[first + i];
        }

        return new HistoryPage(image.Epoch, changes, oldest, image.Revision);
    }
}
