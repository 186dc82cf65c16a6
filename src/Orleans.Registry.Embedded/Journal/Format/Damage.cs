namespace Orleans.Registry.Embedded.Journal;

/// <summary>Words what is wrong with the files: where, what was found, what an operator can do.</summary>
internal static class Damage
{
    /// <summary>The advice when acknowledged data is gone.</summary>
    public const string Restore =
        "Acknowledged changes may be missing, so the registry does not start on it. Restore the directory from a backup, or move "
        + "it away and start empty: running instances then register again by themselves, operator settings do not come back.";

    public static StoreCorruptException Of(string path, long offset, string found, string advice, Exception? inner = null)
        => new($"'{path}' is damaged at offset {offset}: {found}. {advice}", inner);

    public static StoreCorruptException Missing(string directory, string file, string because)
        => new($"'{directory}' lacks the file '{file}': {because}. {Restore}");
}
