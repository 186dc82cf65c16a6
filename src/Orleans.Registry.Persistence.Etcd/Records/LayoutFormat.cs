using System.Globalization;
using Google.Protobuf;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>The version of the key layout: a number in decimal digits under the format key.</summary>
internal static class LayoutFormat
{
    private const int Version = 1;

    public static ByteString Current { get; } = ByteString.CopyFromUtf8(Version.ToString(CultureInfo.InvariantCulture));

    /// <summary>In the version's place while an import is under way: no version reads it.</summary>
    public static ByteString Importing { get; } = ByteString.CopyFromUtf8("importing");

    /// <summary>Checks what was found under a prefix that is in use.</summary>
    /// <exception cref="StoreCorruptException">This version must not use it.</exception>
    public static void Check(ByteString? format, ByteString? token, string prefix)
    {
        if (format is null || token is null)
        {
            throw new StoreCorruptException(
                $"The keys under '{prefix}:' in etcd are incomplete: {(format is null ? "format" : "token")} is missing. "
                + "Restore them from a backup, or delete the rest to begin anew.");
        }

        ClaimRecord.Decode(token);
        if (format.Equals(Importing))
        {
            throw new StoreCorruptException(
                $"A copy into the keys under '{prefix}:' in etcd was broken off, or is under way. Copy once more, or delete the keys.");
        }

        var text = format.ToStringUtf8();
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version is < 1 or > Version)
        {
            throw new StoreCorruptException(
                $"The keys under '{prefix}:' in etcd are of format '{text[..Math.Min(text.Length, 32)]}'; "
                + $"this version reads format {Version}. Start the version that wrote them, or use another key prefix.");
        }
    }
}
