using System.Text;
using Google.Protobuf;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>
/// The keys of one registry, all of the form <c>prefix:rest</c>:
/// <code>
/// format              the version of this layout
/// token               the last claim: its fencing token, time to live and owner
/// alive               the token of the living claim; bound to a lease
/// m/SERVICE/          epoch, revision and bounds of a service: every append compares and replaces it
/// s/SERVICE/i/ID      an instance
/// s/SERVICE/o/ID      an operator override
/// s/SERVICE/p/N       version N of the policy, 20 digits
/// s/SERVICE/c/N       version N of the configuration, 20 digits
/// s/SERVICE/l/N       the changes of one append up to revision N, 20 digits
/// </code>
/// A prefix holds no <c>:</c> and a service name no <c>/</c>, and an id is always the last part, so no name can reach into
/// another's keys. A service's keys stand in the same order as its <c>m</c> key. Immutable.
/// </summary>
internal sealed class EtcdKeys
{
    private readonly string _prefix;
    private readonly ByteString _metaPrefix;

    public EtcdKeys(string prefix)
    {
        _prefix = prefix + ":";
        Format = Encode(_prefix + "format");
        Token = Encode(_prefix + "token");
        Alive = Encode(_prefix + "alive");
        _metaPrefix = Encode(_prefix + "m/");
        MetaEnd = End(_metaPrefix);
        RecordsStart = Encode(_prefix + "s/");
        RecordsEnd = End(RecordsStart);
    }

    public ByteString Format { get; }

    public ByteString Token { get; }

    public ByteString Alive { get; }

    /// <summary>Where the range of <c>m</c> keys begins.</summary>
    public ByteString MetaStart => _metaPrefix;

    /// <summary>Where the range of <c>m</c> keys ends.</summary>
    public ByteString MetaEnd { get; }

    /// <summary>Where the range of all other keys of services begins.</summary>
    public ByteString RecordsStart { get; }

    /// <summary>Where the range of all other keys of services ends.</summary>
    public ByteString RecordsEnd { get; }

    /// <summary>The keys of a service.</summary>
    public ServiceKeys Of(ServiceName service)
        => new(service, Encode($"{_prefix}m/{service.Value}/"), Encode($"{_prefix}s/{service.Value}/"));

    /// <summary>The service of an <c>m</c> key.</summary>
    /// <exception cref="StoreCorruptException">The key is none.</exception>
    public ServiceName ServiceOf(ByteString metaKey)
    {
        var rest = metaKey.Span[_metaPrefix.Length..];
        return rest is [.. var name, (byte)'/'] && ServiceName.TryParse(Encoding.UTF8.GetString(name), out var service)
            ? service
            : throw new StoreCorruptException(
                $"The key '{metaKey.ToStringUtf8()}' in etcd names no service; it was not written by this store.");
    }

    /// <summary>The first key after all that begin with a prefix.</summary>
    public static ByteString End(ByteString prefix)
    {
        // No prefix here ends in 0xff: they end in ':' or '/'.
        var end = prefix.ToByteArray();
        end[^1]++;
        return ByteString.CopyFrom(end);
    }

    /// <summary>The first key after another.</summary>
    public static ByteString After(ByteString key)
    {
        var next = new byte[key.Length + 1];
        key.Span.CopyTo(next);
        return UnsafeByteOperations.UnsafeWrap(next);
    }

    private static ByteString Encode(string text) => UnsafeByteOperations.UnsafeWrap(Encoding.UTF8.GetBytes(text));
}
