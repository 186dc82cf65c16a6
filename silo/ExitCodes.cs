namespace Orleans.Registry.Silo;

/// <summary>What the program's exit code says.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>The registry failed after its start.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the configuration is wrong.</summary>
    public const int BadSettings = 2;

    /// <summary>The store is locked, damaged, of a newer format, not writable or out of reach.</summary>
    public const int StoreUnusable = 3;

    /// <summary>It cannot listen where it was told to.</summary>
    public const int CannotListen = 4;

    /// <summary>Another registry holds the store and is alive.</summary>
    public const int StoreHeld = 5;

    public static async Task<int> RefuseAsync(int code, IEnumerable<string> errors)
    {
        foreach (var error in errors)
        {
            await Console.Error.WriteLineAsync($"silo: {error}");
        }

        return code;
    }
}
