using System.Buffers.Text;
using System.Text;
using Google.Protobuf;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>The keys of one service; see <see cref="EtcdKeys"/>. Immutable.</summary>
/// <param name="service">The service.</param>
/// <param name="meta">Its <c>m</c> key.</param>
/// <param name="prefix">What its other keys begin with.</param>
internal sealed class ServiceKeys(ServiceName service, ByteString meta, ByteString prefix)
{
    private const int KindLength = 2;
    private const int Digits = 20;

    public ServiceName Service => service;

    public ByteString Meta => meta;

    /// <summary>Where the range of its keys begins; see <see cref="End"/>.</summary>
    public ByteString Prefix => prefix;

    /// <summary>Where the range of its keys ends.</summary>
    public ByteString End { get; } = EtcdKeys.End(prefix);

    public ByteString Instance(InstanceId id) => Named(ServiceKeyKind.Instance, id);

    public ByteString Override(InstanceId id) => Named(ServiceKeyKind.Override, id);

    /// <summary>The key of the changes up to a revision.</summary>
    public ByteString Log(Revision last) => Numbered(ServiceKeyKind.Log, last.Value);

    /// <summary>The key of a version of the policy or configuration.</summary>
    public ByteString Numbered(ServiceKeyKind kind, long number)
    {
        var key = Begin(kind, Digits);
        Utf8Formatter.TryFormat(number, key.AsSpan(prefix.Length + KindLength), out _, new('D', Digits));
        return UnsafeByteOperations.UnsafeWrap(key);
    }

    /// <summary>Where the keys of a kind end.</summary>
    public ByteString EndOf(ServiceKeyKind kind)
    {
        var key = Begin(kind, 0);
        key[^1]++;
        return UnsafeByteOperations.UnsafeWrap(key);
    }

    /// <summary>Whether a key is one of this service's, other than the <c>m</c> key.</summary>
    public bool Owns(ByteString key) => key.Span.StartsWith(prefix.Span);

    /// <summary>What a key of this service holds.</summary>
    /// <exception cref="StoreCorruptException">It is of no known kind.</exception>
    public ServiceKeyKind KindOf(ByteString key)
    {
        var rest = key.Span[prefix.Length..];
        var kind = rest is [var letter, (byte)'/', ..] ? (ServiceKeyKind)letter : default;
        return Enum.IsDefined(kind)
            ? kind
            : throw new StoreCorruptException($"The key '{key.ToStringUtf8()}' in etcd is of no kind this version knows.");
    }

    /// <summary>The id at the end of a key of an override.</summary>
    /// <exception cref="StoreCorruptException">There is none.</exception>
    public InstanceId IdOf(ByteString key)
        => InstanceId.TryParse(Encoding.UTF8.GetString(key.Span[(prefix.Length + KindLength)..]), out var id)
            ? id
            : throw new StoreCorruptException($"The key '{key.ToStringUtf8()}' in etcd names no instance.");

    private ByteString Named(ServiceKeyKind kind, InstanceId id)
    {
        var key = Begin(kind, Encoding.UTF8.GetByteCount(id.Value));
        Encoding.UTF8.GetBytes(id.Value, key.AsSpan(prefix.Length + KindLength));
        return UnsafeByteOperations.UnsafeWrap(key);
    }

    private byte[] Begin(ServiceKeyKind kind, int rest)
    {
        var key = new byte[prefix.Length + KindLength + rest];
        prefix.Span.CopyTo(key);
        key[prefix.Length] = (byte)kind;
        key[prefix.Length + 1] = (byte)'/';
        return key;
    }
}
