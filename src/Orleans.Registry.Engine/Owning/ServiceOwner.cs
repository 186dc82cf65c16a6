using Microsoft.Extensions.Logging;
using Orleans.Registry.Core;

namespace Orleans.Registry.Engine;

/// <summary>
/// The one owner of one service: takes commands in turn and does, for each batch of them, decide, persist, apply, publish,
/// re-arm, always in this order. Commands about different instances that wait at the same time share one write.
/// </summary>
/// <remarks>
/// All members may be called from any thread, and from a grain's turn: the owner never leaves the caller's scheduler on its
/// own. Nothing is visible to readers or acknowledged before the store has it. When a write fails and its outcome is not
/// known, the owner reads the service back before it writes again.
/// </remarks>
public sealed partial class ServiceOwner : IWatchedService
{
    private const int MaxBatch = 512;

    private readonly Lock _gate = new();
    private readonly Queue<MailboxItem> _mailbox = new();
    private readonly IServiceHost _host;
    private readonly IRegistryStore _store;
    private readonly ILogger _logger;
    private readonly int _logCapacity;
    private ServiceState _state;
    private PublishedService _published;
    private Action? _turns;
    private bool _running;
    private bool _isClosed;
    private bool _mustReload;

    /// <summary>Creates the owner of a service.</summary>
    /// <param name="state">The service as it is stored; the owner's alone from now on.</param>
    /// <param name="store">Where changes go.</param>
    /// <param name="host">Where the owner lives.</param>
    /// <param name="logger">For failures.</param>
    /// <param name="logCapacity">Changes the log keeps.</param>
    public ServiceOwner(
        ServiceState state, IRegistryStore store, IServiceHost host, ILogger<ServiceOwner> logger, int logCapacity = ServiceState.DefaultLogCapacity)
    {
        ArgumentNullException.ThrowIfNull(state);
        _state = state;
        _store = store;
        _host = host;
        _logger = logger;
        _logCapacity = logCapacity;
        Name = state.Name;
        _published = PublishedService.From(state);
        Watchers = new WatchHub(this, host.Time);
    }

    /// <summary>The service.</summary>
    public ServiceName Name { get; }

    /// <summary>What readers see now; never blocks, never tears.</summary>
    public PublishedService Published => Volatile.Read(ref _published);

    /// <summary>Who watches the service.</summary>
    public WatchHub Watchers { get; }

    /// <summary>
    /// Executes a command. Completes when it is stored, applied and visible, or refused. A store that cannot be reached is a
    /// refusal (<see cref="RegistryErrorCode.StoreUnavailable"/>) whose outcome is not known.
    /// </summary>
    public Task<CommandOutcome> ExecuteAsync(ServiceCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var item = new MailboxItem(command);
        Enqueue(item);
        return item.Outcome;
    }

    /// <summary>
    /// Refuses every command from now on (<see cref="RegistryErrorCode.NotReady"/>); completes when those before are done, so
    /// that the store may be closed. Images can still be taken.
    /// </summary>
    public Task CloseAsync()
    {
        MailboxItem last;
        lock (_gate)
        {
            _isClosed = true;
            if (!_running)
            {
                return Task.CompletedTask;
            }

            last = MailboxItem.NewBarrier();
            _mailbox.Enqueue(last);
        }

        return last.Outcome;
    }

    /// <summary>Takes an image that holds every change acknowledged before the call.</summary>
    public Task<ServiceImage> CaptureAsync()
    {
        var item = new MailboxItem();
        Enqueue(item);
        return item.Image;
    }

    /// <inheritdoc/>
    public async ValueTask<bool?> HasReachedAsync(ServicePosition position, CancellationToken cancellationToken)
    {
        try
        {
            return await _store.ReadPositionAsync(Name, cancellationToken) is { } stored
                && stored.Epoch == position.Epoch && stored.Revision >= position.Revision;
        }
        catch (StoreUnavailableException exception)
        {
            LogStoreUnreadable(_logger, Name, exception.Message);
            return null;
        }
    }

    /// <summary>
    /// Brings the service up to what is stored, which somebody else may have written: by the log if it reaches back far
    /// enough, else whole. Readers and watchers see the changes as if they had been made here.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    /// <exception cref="StoreCorruptException">What is stored must not be used.</exception>
    public Task RefreshAsync()
    {
        var item = MailboxItem.NewRefresh();
        Enqueue(item);
        return item.Outcome;
    }

    private void Enqueue(MailboxItem item)
    {
        lock (_gate)
        {
            if (_isClosed && item.Command is not null)
            {
                item.Complete(new CommandOutcome(new RegistryError(RegistryErrorCode.NotReady, "The registry is stopping."), default));
                return;
            }

            _mailbox.Enqueue(item);
            if (_running)
            {
                return;
            }

            _running = true;
        }

        _host.Begin(_turns ??= BeginTurns);
    }

    private void BeginTurns() => _ = RunAsync();

    private async Task RunAsync()
    {
        var batch = new List<MailboxItem>();
        var isFirst = true;
        while (TryTakeBatch(batch))
        {
            try
            {
                await ProcessAsync(batch);
            }
            catch (Exception exception)
            {
                // A bug: whoever waits must learn of it, and the service must go on from what is stored.
                _mustReload = true;
                LogTurnFailed(_logger, exception, Name);
                Fail(batch, exception);
            }

            if (isFirst)
            {
                // Whoever began the turns waits for its own command only: it must not be kept to do the work of all others.
                isFirst = false;
                await Task.Yield();
            }
        }
    }

    // Only commands about different instances may be decided on the same state; everything else gets a batch of its own.
    private bool TryTakeBatch(List<MailboxItem> batch)
    {
        batch.Clear();
        lock (_gate)
        {
            if (!_mailbox.TryDequeue(out var first))
            {
                _running = false;
                return false;
            }

            batch.Add(first);
            if (first.Command is { Subject.IsEmpty: false } && _mailbox.Count > 0)
            {
                TakeOthers_NeedsLock(batch, first.Command);
            }

            return true;
        }
    }

    // Commands that share an operation id must see each other too, or one mutation would not be known as a repeat of the other.
    private void TakeOthers_NeedsLock(List<MailboxItem> batch, ServiceCommand first)
    {
        var subjects = new HashSet<InstanceId> { first.Subject };
        var operations = new HashSet<OperationId> { first.OperationId };
        while (batch.Count < MaxBatch
            && _mailbox.TryPeek(out var next)
            && next.Command is { Subject.IsEmpty: false } command
            && (command.OperationId.IsNone || operations.Add(command.OperationId))
            && subjects.Add(command.Subject))
        {
            batch.Add(_mailbox.Dequeue());
        }
    }
}
