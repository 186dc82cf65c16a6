using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>
/// An answer as bytes: <c>{"freshness":{...},</c> and the rest. The owner's answer, without an age, is the same for as long
/// as the snapshot and is written as it is; any other gets its own beginning before the same rest.
/// </summary>
internal sealed class CachedAnswer
{
    private readonly byte[] _bytes;
    private readonly int _beginning;

    private CachedAnswer(byte[] bytes, int beginning)
    {
        _bytes = bytes;
        _beginning = beginning;
    }

    /// <summary>The owner's answer.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>What follows the freshness.</summary>
    public ReadOnlyMemory<byte> Rest => _bytes.AsMemory(_beginning);

    public static CachedAnswer OfService(ServiceSnapshot snapshot)
    {
        var freshness = Reply.Acknowledged(snapshot.Position);
        var dto = new ServiceAnswerDto { Freshness = freshness.ToDto(), Snapshot = snapshot.ToDto() };
        return new CachedAnswer(WireJson.ToBytes(dto, ProtocolJsonContext.Default.ServiceAnswerDto), Beginning(freshness).Length);
    }

    public static CachedAnswer OfDiscovery(DiscoveryAnswer answer)
    {
        var freshness = Reply.Acknowledged(answer.Freshness.Position);
        var dto = (answer with { Freshness = freshness }).ToDto();
        return new CachedAnswer(WireJson.ToBytes(dto, ProtocolJsonContext.Default.DiscoveryAnswerDto), Beginning(freshness).Length);
    }

    /// <summary>The answer with a freshness of its own.</summary>
    public ReadOnlyMemory<byte> With(Freshness freshness)
    {
        if (freshness is { Source: AnswerSource.Owner, Age.Ticks: 0 })
        {
            return _bytes;
        }

        byte[] bytes = [.. Beginning(freshness), .. Rest.Span];
        return bytes;
    }

    private static byte[] Beginning(Freshness freshness)
    {
        var json = WireJson.ToBytes(freshness.ToDto(), ProtocolJsonContext.Default.FreshnessDto);
        return [.. "{\"freshness\":"u8, .. json, (byte)','];
    }
}
