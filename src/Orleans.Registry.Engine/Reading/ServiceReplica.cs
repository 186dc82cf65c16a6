using Orleans.Registry.Core;

namespace Orleans.Registry.Engine;

/// <summary>
/// A copy of a service that follows its owner: fed with images and changes by one caller at a time, read and watched by
/// anybody. It holds nothing before its first image: ask <see cref="IsFed"/> before reading (P6).
/// </summary>
public sealed class ServiceReplica : IWatchedService
{
    private readonly TimeProvider _time;
    private readonly int _logCapacity;
    private readonly Func<ServicePosition, CancellationToken, ValueTask<bool?>> _askOwner;
    private ServiceState _state;
    private PublishedService _published;
    private long _heardAt;
    private volatile bool _isFed;

    /// <summary>Creates a copy that holds nothing yet.</summary>
    /// <param name="name">The service.</param>
    /// <param name="time">Measures its age and times the watchers.</param>
    /// <param name="askOwner">Asks the owner whether the service has ever been at a position; see <see cref="HasReachedAsync"/>.</param>
    /// <param name="logCapacity">Changes its log keeps; that of the owner.</param>
    public ServiceReplica(
        ServiceName name,
        TimeProvider time,
        Func<ServicePosition, CancellationToken, ValueTask<bool?>> askOwner,
        int logCapacity = ServiceState.DefaultLogCapacity)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(askOwner);
        _askOwner = askOwner;
        Name = name;
        _time = time;
        _logCapacity = logCapacity;
        _state = new ServiceState(name, Epoch.None, logCapacity);
        _published = PublishedService.From(_state);
        Watchers = new WatchHub(this, time);
    }

    /// <inheritdoc/>
    public ServiceName Name { get; }

    /// <inheritdoc/>
    public PublishedService Published => Volatile.Read(ref _published);

    /// <inheritdoc/>
    public WatchHub Watchers { get; }

    /// <summary>Whether it holds what the owner held at some time.</summary>
    public bool IsFed => _isFed;

    /// <summary>How long ago the owner was last known to have nothing newer than this.</summary>
    public TimeSpan Age => _time.GetElapsedTime(Volatile.Read(ref _heardAt));

    /// <summary>The instance's present record, for decoding changes that refer to it; <c>null</c> when there is none.</summary>
    public ServiceInstance? Find(InstanceId id) => _state.TryGet(id, out var entry) ? entry.Instance : null;

    /// <summary>The owner had nothing newer.</summary>
    /// <param name="ago">How long ago at most that was, from now.</param>
    public void Confirm(TimeSpan ago) => Volatile.Write(ref _heardAt, _time.GetTimestamp() - (long)(ago.TotalSeconds * _time.TimestampFrequency));

    /// <summary>Replaces everything. Within one lineage an older image changes nothing: watchers are never led back.</summary>
    /// <param name="image">What the owner had.</param>
    /// <param name="ago">How long ago at most that was, from now.</param>
    public void Reset(ServiceImage image, TimeSpan ago)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (!_isFed || image.Epoch != _state.Epoch || image.Revision > _state.Revision)
        {
            _state = ServiceState.FromImage(image, _logCapacity);
            Publish();
        }

        Confirm(ago);
        _isFed = true;
    }

    /// <summary>Takes the next changes in.</summary>
    /// <param name="changes">Changes that follow what is held.</param>
    /// <param name="ago">How long ago at most the owner had nothing newer than these, from now.</param>
    public void Apply(IReadOnlyList<ServiceChange> changes, TimeSpan ago)
    {
        ArgumentNullException.ThrowIfNull(changes);
        foreach (var change in changes)
        {
            _state.Apply(change);
        }

        Publish();
        Confirm(ago);
    }

    /// <inheritdoc/>
    public ValueTask<bool?> HasReachedAsync(ServicePosition position, CancellationToken cancellationToken) => _askOwner(position, cancellationToken);

    private void Publish()
    {
        Volatile.Write(ref _published, PublishedService.From(_state));
        Watchers.OnPublished();
    }
}
