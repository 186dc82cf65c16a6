namespace Orleans.Registry.Protocol;

/// <summary>Answer: any other mutation is acknowledged.</summary>
public sealed class MutationReceiptDto
{
    /// <summary>Whether it changed anything.</summary>
    public bool Changed { get; init; }

    /// <summary>The epoch and revision that hold its effect, as <c>epoch-revision</c>.</summary>
    public required string Position { get; init; }

    /// <summary>The record after it; absent when there is none.</summary>
    public InstanceDto? Instance { get; init; }
}
