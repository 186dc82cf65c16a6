using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Client;

/// <summary>The addresses of the registry, the one in use, and whether it answers.</summary>
internal sealed partial class RegistryConnection : IRegistryConnection
{
    private readonly Lock _lock = new();
    private readonly Uri[] _addresses;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<RegistryConnection> _logger;
    private volatile RegistryConnectionStatus _status;
    private int _current;

    public RegistryConnection(IEnumerable<Uri> addresses, TimeProvider timeProvider, ILogger<RegistryConnection> logger)
    {
        _addresses = [.. addresses.Select(WithSlash)];
        _addresses = _addresses.Length == 0 ? [new Uri("http://127.0.0.1:8500/")] : _addresses;
        _timeProvider = timeProvider;
        _logger = logger;
        _status = new RegistryConnectionStatus(true, timeProvider.GetUtcNow(), _addresses[0], null);
    }

    public event Action<RegistryConnectionStatus>? Changed;

    public RegistryConnectionStatus Status => _status;

    /// <summary>The address to use now.</summary>
    public Uri Current => _addresses[Volatile.Read(ref _current)];

    /// <summary>Notes that an address answered.</summary>
    public void Reached(Uri address)
    {
        if (_status.IsReachable && _status.Address == address)
        {
            return;
        }

        lock (_lock)
        {
            var before = _status;
            Set_NeedsLock(new RegistryConnectionStatus(true, before.IsReachable ? before.Since : _timeProvider.GetUtcNow(), address, null));
            if (!before.IsReachable)
            {
                LogReachable(address, (_status.Since - before.Since).TotalSeconds);
            }
        }
    }

    /// <summary>Notes that an address did not answer, and goes on to the next one.</summary>
    public void Failed(Uri address, RegistryError error)
    {
        lock (_lock)
        {
            var before = _status;
            Set_NeedsLock(new RegistryConnectionStatus(false, before.IsReachable ? _timeProvider.GetUtcNow() : before.Since, address, error));
            if (before.IsReachable)
            {
                LogUnreachable(address, error.Message);
            }

            Advance_NeedsLock(address);
        }
    }

    /// <summary>Notes that an address answered that it is not the one to ask, and goes on to the next one.</summary>
    public void Declined(Uri address)
    {
        lock (_lock)
        {
            Advance_NeedsLock(address);
        }
    }

    // Only who used the current address moves on: many calls that fail together must not skip addresses.
    private void Advance_NeedsLock(Uri address)
    {
        if (ReferenceEquals(_addresses[_current], address))
        {
            Volatile.Write(ref _current, (_current + 1) % _addresses.Length);
        }
    }

    private void Set_NeedsLock(RegistryConnectionStatus status)
    {
        var changed = status.IsReachable != _status.IsReachable;
        _status = status;
        if (changed)
        {
            Changed?.Invoke(status);
        }
    }

    private static Uri WithSlash(Uri address)
        => address.AbsolutePath.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
}
