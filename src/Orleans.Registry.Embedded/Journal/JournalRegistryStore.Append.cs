using System.Buffers;
using Orleans.Registry.Embedded.Journal;

namespace Orleans.Registry.Embedded;

/// <content>Appends and claims.</content>
public sealed partial class JournalRegistryStore
{
    private const int KeptScratchBytes = 1 << 20;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _scratch;

    /// <inheritdoc/>
    /// <remarks>
    /// Encoded on the caller's thread, written and synced together with whatever else is waiting. At most 1 GiB a call.
    /// </remarks>
    public ValueTask<AppendStatus> AppendAsync(ServiceAppend append, CancellationToken cancellationToken)
    {
        AppendRules.Require(append);
        cancellationToken.ThrowIfCancellationRequested();
        var open = Opened;
        var bytes = Encode(append);
        Task<AppendStatus> written;
        lock (_lock)
        {
            if (_claims.IsFenced(append.Token))
            {
                return ValueTask.FromResult(AppendStatus.Fenced);
            }

            if (!_positions.Follows(append))
            {
                return ValueTask.FromResult(AppendStatus.RevisionConflict);
            }

            written = open.Writer.Add_NeedsLock(RecordKind.Append, bytes);
            _positions.Advance(append);
            _recovered?.Dispose();
            _recovered = null;
        }

        return new ValueTask<AppendStatus>(cancellationToken.CanBeCanceled ? written.WaitAsync(cancellationToken) : written);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The token is stored like an append. Whether a claim is alive is known to this process alone: the one before it had
    /// to end, or to let go of the directory, before this one could open it.
    /// </remarks>
    public async ValueTask<StoreClaim> ClaimAsync(string owner, TimeSpan ttl, bool force, CancellationToken cancellationToken)
    {
        ClaimTable.Require(owner, ttl);
        cancellationToken.ThrowIfCancellationRequested();
        var open = Opened;
        StoreClaim claim;
        Task written;
        lock (_lock)
        {
            if (!force && _claims.Obstacle(owner) is { } other)
            {
                return other;
            }

            claim = _claims.Draw(owner, ttl);
            written = open.Writer.Add_NeedsLock(RecordKind.Claim, ClaimRecord.Write(claim));
            _claims.Take(claim);
        }

        await written.WaitAsync(cancellationToken).ConfigureAwait(false);
        return claim;
    }

    /// <inheritdoc/>
    public ValueTask<bool> RenewClaimAsync(StoreClaim claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        cancellationToken.ThrowIfCancellationRequested();
        var open = Opened;
        lock (_lock)
        {
            open.Writer.ThrowIfStopped_NeedsLock();
            return ValueTask.FromResult(_claims.Renew(claim));
        }
    }

    /// <inheritdoc/>
    public ValueTask ReleaseClaimAsync(StoreClaim claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        lock (_lock)
        {
            _claims.Release(claim);
            return ValueTask.CompletedTask;
        }
    }

    private static ReadOnlySpan<byte> Encode(ServiceAppend append)
    {
        var scratch = _scratch ??= new ArrayBufferWriter<byte>(1024);
        if (scratch.Capacity > KeptScratchBytes)
        {
            scratch = _scratch = new ArrayBufferWriter<byte>(1024);
        }

        scratch.ResetWrittenCount();
        RegistryRecordCodec.Write(scratch, append);
        return scratch.WrittenSpan;
    }
}
