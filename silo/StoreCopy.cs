using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Orleans.Registry.Silo;

/// <summary>
/// Copies all services of one store into another, empty one. Holds the claim of the source meanwhile, so that no registry
/// writes there, and reads the copy back to compare it with what was sent.
/// </summary>
internal sealed class StoreCopy(IRegistryStore source, Func<IRegistryStore> target, TimeProvider time)
{
    private static readonly TimeSpan ClaimTtl = TimeSpan.FromSeconds(30);
    private readonly Dictionary<ServiceName, byte[]> _sent = [];

    /// <summary>Services sent so far.</summary>
    public int Services => _sent.Count;

    /// <summary>Instances sent so far.</summary>
    public long Instances { get; private set; }

    /// <summary>Changes of history sent so far.</summary>
    public long Changes { get; private set; }

    /// <summary>Copies, and says why not when it does not; <c>null</c> when all is copied.</summary>
    /// <exception cref="StoreHeldException">A registry holds the source.</exception>
    /// <exception cref="StoreCorruptException">A store must not be used as it is.</exception>
    /// <exception cref="StoreUnavailableException">A store is out of reach.</exception>
    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        await source.OpenAsync(cancellationToken);
        var owner = string.Create(CultureInfo.InvariantCulture, $"copy ({Environment.MachineName}, process {Environment.ProcessId}, {Guid.NewGuid():N})");
        var claim = await source.ClaimAsync(owner, ClaimTtl, force: false, cancellationToken);
        if (claim.Owner != owner)
        {
            throw new StoreHeldException($"The source is held by {claim.Owner}. Stop that registry, so that nothing is written behind the copy.") { Holder = claim };
        }

        try
        {
            StoreImport imported;
            await using (var store = target())
            {
                imported = await store.ImportAsync(ReadAsync(claim, cancellationToken), cancellationToken);
            }

            return !imported.IsImported ? imported.Refusal : await CompareAsync(cancellationToken);
        }
        finally
        {
            await source.ReleaseClaimAsync(claim, CancellationToken.None);
        }
    }

    private async IAsyncEnumerable<ServiceImage> ReadAsync(StoreClaim claim, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var renewedAt = time.GetTimestamp();
        await foreach (var image in source.LoadAllAsync(cancellationToken))
        {
            if (time.GetElapsedTime(renewedAt) > ClaimTtl / 3)
            {
                renewedAt = time.GetTimestamp();
                if (!await source.RenewClaimAsync(claim, cancellationToken))
                {
                    throw new StoreUnavailableException("Another registry has taken the source over during the copy.");
                }
            }

            _sent.Add(image.Service, Digest(image));
            Instances += image.Instances.Count;
            Changes += image.Log.Count;
            yield return image;
        }
    }

    private async Task<string?> CompareAsync(CancellationToken cancellationToken)
    {
        await using var store = target();
        await store.OpenAsync(cancellationToken);
        var read = 0;
        await foreach (var image in store.LoadAllAsync(cancellationToken))
        {
            read++;
            if (!_sent.TryGetValue(image.Service, out var digest) || !digest.AsSpan().SequenceEqual(Digest(image)))
            {
                return $"Service '{image.Service}' reads differently in the copy. Delete the copy, keep the source.";
            }
        }

        return read == _sent.Count ? null : $"{_sent.Count} services were copied, but {read} are there. Delete the copy, keep the source.";
    }

    // Of all that is stored, in an order of its own: stores hand instances and overrides out in any.
    private static byte[] Digest(ServiceImage image)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        RegistryRecordCodec.Write(output, image with
        {
            Instances = [.. image.Instances.OrderBy(static i => i.Id)],
            Overrides = new SortedDictionary<InstanceId, OperatorOverride>(image.Overrides.ToDictionary()),
        });
        foreach (var change in image.Log)
        {
            RegistryRecordCodec.Write(output, change);
        }

        return SHA256.HashData(output.WrittenSpan);
    }
}
