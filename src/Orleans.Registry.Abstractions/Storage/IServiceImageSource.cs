namespace Orleans.Registry;

/// <summary>
/// Gives a store the present images of all services, so that it can compact without a copy of its own.
/// </summary>
public interface IServiceImageSource
{
    /// <summary>
    /// The image of every service that has one. Each image holds every change of its service that the store had acknowledged
    /// before the enumeration began.
    /// </summary>
    IAsyncEnumerable<ServiceImage> CaptureAsync(CancellationToken cancellationToken);
}
