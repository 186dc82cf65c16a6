namespace Orleans.Registry.Protocol;

/// <summary>Answer: confirmations were taken.</summary>
public sealed class ConfirmationsResponseDto
{
    /// <summary>How many.</summary>
    public int Confirmed { get; init; }
}
