namespace Orleans.Registry;

/// <summary>Which services of a store were changed since a mark.</summary>
/// <param name="Mark">Where to go on: nothing that is stored after this answer is missed from it.</param>
/// <param name="Services">The services with a change since the mark, each once; one too many does no harm.</param>
/// <param name="IsComplete">
/// False when the store cannot go on from the mark (it was set back, or is another one): then everything must be loaded again.
/// </param>
public sealed record StoreChanges(StoreMark Mark, IReadOnlyList<ServiceName> Services, bool IsComplete);
