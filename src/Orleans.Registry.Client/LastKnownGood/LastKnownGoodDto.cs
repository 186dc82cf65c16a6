namespace Orleans.Registry.Client;

/// <summary>The file of last known states.</summary>
internal sealed class LastKnownGoodDto
{
    /// <summary>The format this program writes and reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The format of the file.</summary>
    public int Format { get; init; }

    /// <summary>The services.</summary>
    public required IReadOnlyList<LastKnownServiceDto> Services { get; init; }
}
