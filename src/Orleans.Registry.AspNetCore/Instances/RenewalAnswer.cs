using System.Buffers.Text;

namespace Orleans.Registry.AspNetCore;

/// <summary>Writes <see cref="Protocol.RenewalsResponseDto"/> without a serializer.</summary>
internal static class RenewalAnswer
{
    private const int LongestItem = 13;
    private const int Frame = 48;

    /// <summary>The most bytes an answer to so many renewals takes.</summary>
    public static int MaxLength(int count) => Frame + (count * LongestItem);

    /// <summary>Writes an answer; returns its length.</summary>
    public static int Write(Span<byte> target, IReadOnlyList<RenewalOutcome> outcomes)
    {
        var renewed = 0;
        for (var i = 0; i < outcomes.Count; i++)
        {
            renewed += outcomes[i] == RenewalOutcome.Renewed ? 1 : 0;
        }

        var length = Put(target, 0, "{\"renewed\":"u8);
        Utf8Formatter.TryFormat(renewed, target[length..], out var digits);
        length = Put(target, length + digits, ",\"results\":["u8);
        for (var i = 0; i < outcomes.Count; i++)
        {
            length = Put(target, length, NameOf(outcomes[i]));
        }

        // Every name brings its comma; the last one's place is the bracket's.
        return Put(target, outcomes.Count == 0 ? length : length - 1, "]}"u8);
    }

    private static int Put(Span<byte> target, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(target[at..]);
        return at + text.Length;
    }

    private static ReadOnlySpan<byte> NameOf(RenewalOutcome outcome) => outcome switch
    {
        RenewalOutcome.Renewed => "\"renewed\","u8,
        RenewalOutcome.Unknown => "\"unknown\","u8,
        RenewalOutcome.Superseded => "\"superseded\","u8,
        RenewalOutcome.NotReady => "\"notReady\","u8,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "not an outcome of the protocol"),
    };
}
