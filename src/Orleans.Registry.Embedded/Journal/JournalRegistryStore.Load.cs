using System.Runtime.CompilerServices;
using Orleans.Registry.Embedded.Journal;

namespace Orleans.Registry.Embedded;

/// <content>Reading back. The journal keeps no records in memory, so all but the first load reads the files.</content>
public sealed partial class JournalRegistryStore
{
    /// <inheritdoc/>
    /// <remarks>
    /// The first load, before any append, hands over what opening found; later ones read the files again. Images are decoded
    /// on all processors while the caller takes them.
    /// </remarks>
    public async IAsyncEnumerable<ServiceImage> LoadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _ = Opened;
        ReplayedServices? services;
        lock (_lock)
        {
            (services, _recovered) = (_recovered, null);
        }

        services ??= await ReadAsync(filter: null, cancellationToken).ConfigureAwait(false);
        using (services)
        {
            await foreach (var image in ImageDecoder.DecodeAsync(services, cancellationToken).ConfigureAwait(false))
            {
                yield return image;
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>Reads through the whole journal, decoding only what is of this service: meant to be rare.</remarks>
    public async ValueTask<ServiceImage?> LoadAsync(ServiceName service, CancellationToken cancellationToken)
    {
        using var replayed = await ReadAsync(new ServiceFilter([service]), cancellationToken).ConfigureAwait(false);
        return replayed.Services.GetValueOrDefault(service)?.ToImage();
    }

    /// <inheritdoc/>
    /// <remarks>Reads through the whole journal, like <see cref="LoadAsync"/>.</remarks>
    public async ValueTask<HistoryPage?> ReadHistoryAsync(
        ServiceName service, Revision after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await LoadAsync(service, cancellationToken).ConfigureAwait(false) is { } image
            ? ImageHistory.Page(image, after, limit)
            : null;
    }

    /// <inheritdoc/>
    public async ValueTask<ServicePosition?> ReadPositionAsync(ServiceName service, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var open = Opened;
        ServicePosition? position;
        Task written;
        lock (_lock)
        {
            position = _positions.Find(service);
            written = open.Writer.Written_NeedsLock();
        }

        await written.WaitAsync(cancellationToken).ConfigureAwait(false);
        return position;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Written as a snapshot, which counts only once it is whole and on the disk: what is broken off leaves the journal empty.
    /// </remarks>
    public async ValueTask<StoreImport> ImportAsync(IAsyncEnumerable<ServiceImage> images, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        if (_recovered is { Services.Count: > 0 })
        {
            return StoreImport.Refused($"The journal in '{_context.Directory.Path}' holds services already.");
        }

        try
        {
            return StoreImport.Of(await Opened.Compactor.ImportAsync(images, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The journal in '{_context.Directory.Path}' cannot be written: {e.Message}", e);
        }
    }

    private async Task<ReplayedServices> ReadAsync(ServiceFilter? filter, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var open = Opened;
        Task written;
        lock (_lock)
        {
            written = open.Writer.Written_NeedsLock();
        }

        await written.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => open.Files.Read(filter, long.MaxValue, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The journal in '{_context.Directory.Path}' cannot be read: {e.Message}", e);
        }
    }
}
