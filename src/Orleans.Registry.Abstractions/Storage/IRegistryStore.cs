namespace Orleans.Registry;

/// <summary>
/// Where the records of services live. The unit of atomicity is one service: an <see cref="AppendAsync"/> is stored whole
/// or not at all; nothing is atomic across services. A store keeps, per service, one record per instance, the operator
/// overrides, the kept versions of policy and configuration, and a bounded log of the last changes, so that an append costs
/// bytes in proportion to its changes and not to the service.
/// </summary>
/// <remarks>
/// All members but <see cref="OpenAsync"/> may be called at the same time from many threads; at most one append per service
/// is under way at once. Each member throws <see cref="StoreUnavailableException"/> when the store cannot be reached and
/// <see cref="OperationCanceledException"/> when the caller gives up; a cancelled append may still be stored.
/// </remarks>
public interface IRegistryStore : IAsyncDisposable
{
    /// <summary>Short name for people and metrics: <c>memory</c>, <c>journal</c>, <c>redis</c>, <c>etcd</c>.</summary>
    string Name { get; }

    /// <summary>Which store it is and where, for people; without secrets. Default: its name.</summary>
    string Description => Name;

    /// <summary>What an acknowledged append survives.</summary>
    StoreDurability Durability { get; }

    /// <summary>
    /// Whether several processes may have the store open at once, and one may follow what another writes
    /// (<see cref="ReadChangesAsync"/>). Default false.
    /// </summary>
    bool CanFollow => false;

    /// <summary>Connects, checks the format and repairs what a crash may leave behind. Called once, before anything else, and
    /// again after it threw <see cref="StoreUnavailableException"/>.</summary>
    /// <exception cref="StoreCorruptException">
    /// The data must not be used as it is, which includes that an import into it was broken off; see its message.
    /// </exception>
    ValueTask OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Takes the store over: atomically draws the next fencing token and makes it the claim, so that every later append with
    /// a lower token is refused. When another claim is alive and <paramref name="force"/> is false, changes nothing and
    /// returns that claim instead (its owner differs from <paramref name="owner"/>).
    /// </summary>
    /// <param name="owner">Who claims; 1 to 256 characters, unique to the process's life.</param>
    /// <param name="ttl">How long the claim is alive without a renewal.</param>
    /// <param name="force">Whether to take over a claim that is alive.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<StoreClaim> ClaimAsync(string owner, TimeSpan ttl, bool force, CancellationToken cancellationToken);

    /// <summary>Keeps a claim alive. False when a higher claim exists; a claim that lapsed but was not taken is revived.</summary>
    ValueTask<bool> RenewClaimAsync(StoreClaim claim, CancellationToken cancellationToken);

    /// <summary>Gives a claim up, so that a standby need not wait for it to lapse. Does nothing if it is no longer the claim.</summary>
    ValueTask ReleaseClaimAsync(StoreClaim claim, CancellationToken cancellationToken);

    /// <summary>All services that are stored, as images. Each image is consistent in itself.</summary>
    IAsyncEnumerable<ServiceImage> LoadAllAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The names of all services that are stored, in no promised order. Costs as much as <see cref="LoadAllAsync"/> unless the
    /// store knows better.
    /// </summary>
    async IAsyncEnumerable<ServiceName> ListAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var image in LoadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return image.Service;
        }
    }

    /// <summary>One service; <c>null</c> when it is not stored.</summary>
    ValueTask<ServiceImage?> LoadAsync(ServiceName service, CancellationToken cancellationToken);

    /// <summary>
    /// Stores changes of one service if its stored revision and epoch are the expected ones and no higher claim exists, all
    /// in one atomic step.
    /// </summary>
    ValueTask<AppendStatus> AppendAsync(ServiceAppend append, CancellationToken cancellationToken);

    /// <summary>
    /// The stored changes of a service after a revision, in order and without a gap; empty when there is none, or when the
    /// first of them is no longer kept (then the page's oldest revision tells). <c>null</c> when the service is not stored.
    /// </summary>
    ValueTask<HistoryPage?> ReadHistoryAsync(ServiceName service, Revision after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// How far a service has come; <c>null</c> when it is not stored. Cheap: anybody may make a registry ask. A store whose
    /// <see cref="ReadHistoryAsync"/> has to look for the end of the log does better than the default.
    /// </summary>
    async ValueTask<ServicePosition?> ReadPositionAsync(ServiceName service, CancellationToken cancellationToken)
        => await ReadHistoryAsync(service, new Revision(long.MaxValue - 1), 1, cancellationToken).ConfigureAwait(false) is { } page
            ? new ServicePosition(page.Epoch, page.LastRevision)
            : null;

    /// <summary>
    /// Tells which services were changed since a mark, by whichever process. Cheap when little or nothing was: a standby asks
    /// several times a second. Needs <see cref="CanFollow"/>.
    /// </summary>
    /// <param name="since">Where to go on; <c>null</c> for a mark of the present moment and no services.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NotSupportedException">The store is of one process alone.</exception>
    ValueTask<StoreChanges> ReadChangesAsync(StoreMark? since, CancellationToken cancellationToken)
        => throw new NotSupportedException($"Store '{Name}' belongs to one process; no other can follow it.");

    /// <summary>
    /// Fills an empty store with whole services: revisions, epochs, history, overrides, policies and configurations as they
    /// are in the images. Called instead of <see cref="OpenAsync"/>; the store object can only be disposed afterwards. Refused
    /// when the store holds a service or a living claim. What an import left that was broken off is removed first; until one
    /// has ended well, <see cref="OpenAsync"/> throws <see cref="StoreCorruptException"/>, or finds the store empty.
    /// </summary>
    /// <param name="images">The services, each once; enumerated once.</param>
    /// <param name="cancellationToken">Gives up; then nothing of the import counts.</param>
    /// <exception cref="NotSupportedException">The store takes no import.</exception>
    ValueTask<StoreImport> ImportAsync(IAsyncEnumerable<ServiceImage> images, CancellationToken cancellationToken)
        => throw new NotSupportedException($"Store '{Name}' takes no import.");

    /// <summary>Hands over the source of images for stores that compact by rewriting; others do nothing. Called once, after the load.</summary>
    void Attach(IServiceImageSource source);
}
