namespace Orleans.Registry.TestKit.Records;

/// <summary>History out of images, for stores that tests make up.</summary>
public static class HistoryPages
{
    /// <summary>The page after a revision; <c>null</c> when there is no image.</summary>
    public static HistoryPage? Of(ServiceImage? image, Revision after, int limit)
    {
        if (image is null)
        {
            return null;
        }

        var oldest = image.Log.Count == 0 ? image.Revision.Next : image.Log[0].Revision;
        ServiceChange[] changes = after.Next < oldest ? [] : [.. image.Log.Where(c => c.Revision > after).Take(limit)];
        return new HistoryPage(image.Epoch, changes, oldest, image.Revision);
    }
}
