namespace Orleans.Registry.Persistence.Redis;

/// <summary>What is asked of the server, by the names that metrics and traces have for it.</summary>
/// <param name="Command">The command as the server knows it.</param>
/// <param name="Script">The script that the command runs, if it runs one.</param>
internal readonly record struct RedisOperation(string Command, string? Script = null)
{
    public override string ToString() => Script is null ? Command : $"{Command} {Script}";
}
