using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Orleans.Registry;

/// <summary>
/// How much of a service's history a reader holds: everything up to and including <paramref name="Revision"/> of
/// <paramref name="Epoch"/>. Written as <c>epoch-revision</c>, e.g. <c>00c0ffee00c0ffee-42</c>.
/// </summary>
/// <param name="Epoch">The lineage.</param>
/// <param name="Revision">The last change held.</param>
public readonly record struct ServicePosition(Epoch Epoch, Revision Revision)
{
    /// <summary>Reads the written form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? value, out ServicePosition position)
    {
        position = default;
        var dash = value?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (dash <= 0
            || !Epoch.TryParse(value![..dash], out var epoch)
            || !long.TryParse(value.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
        {
            return false;
        }

        position = new ServicePosition(epoch, new Revision(revision));
        return true;
    }

    /// <summary>The written form.</summary>
    public override string ToString() => $"{Epoch}-{Revision}";
}
