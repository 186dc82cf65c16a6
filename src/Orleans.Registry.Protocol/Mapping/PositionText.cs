namespace Orleans.Registry.Protocol;

/// <summary>Positions and epochs of a server's answers.</summary>
internal static class PositionText
{
    public static ServicePosition Parse(string? text)
        => ServicePosition.TryParse(text, out var position) ? position : throw new FormatException($"'{text}' is not a position.");

    public static Epoch ParseEpoch(string? text)
        => Epoch.TryParse(text, out var epoch) ? epoch : throw new FormatException($"'{text}' is not an epoch.");
}
