namespace Orleans.Registry.Embedded.Tests.Journal.Simulation;

/// <summary>What the journal can ask of a file system.</summary>
internal enum FileOperation
{
    None = 0,
    Write = 1,
    Sync = 2,
    SetLength = 3,
    CreateFile = 4,
    OpenFile = 5,
    Rename = 6,
    Delete = 7,
    SyncDirectory = 8,
    Read = 9,
}
