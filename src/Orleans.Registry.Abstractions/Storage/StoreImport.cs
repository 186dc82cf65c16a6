namespace Orleans.Registry;

/// <summary>What became of an import.</summary>
/// <param name="IsImported">Whether all images are stored, and the store may be opened.</param>
/// <param name="Services">How many services were stored.</param>
/// <param name="Refusal">Why nothing was stored; empty when it was.</param>
public sealed record StoreImport(bool IsImported, long Services, string Refusal)
{
    /// <summary>All images are stored.</summary>
    public static StoreImport Of(long services) => new(true, services, string.Empty);

    /// <summary>Nothing is stored, because the store is not empty or somebody holds it.</summary>
    public static StoreImport Refused(string why) => new(false, 0, why);
}
