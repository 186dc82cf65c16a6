namespace Orleans.Registry;

/// <summary>What an acknowledged write survives.</summary>
public enum StoreDurability
{
    /// <summary>Nothing: it is gone with the process.</summary>
    Memory = 0,

    /// <summary>The end of the process, not of the machine: the operating system has it.</summary>
    OperatingSystem = 1,

    /// <summary>The end of the machine: the disk has it.</summary>
    Disk = 2,

    /// <summary>What the external store's own settings promise.</summary>
    External = 3,
}
