namespace Orleans.Registry;

/// <summary>A moment in the life of a store, from which <see cref="IRegistryStore.ReadChangesAsync"/> goes on. Immutable.</summary>
/// <param name="Numbers">The store's own; they mean nothing to anybody else.</param>
public sealed record StoreMark(IReadOnlyList<long> Numbers);
