namespace Orleans.Registry.Persistence.Redis;

/// <summary>What <see cref="RedisScripts.Append"/> answers first; the numbers stand in the script.</summary>
internal enum RedisAppendReply
{
    None = 0,
    Appended = 1,
    RevisionConflict = 2,
    Fenced = 3,
    WrongType = 4,
    NewerFormat = 5,
}
