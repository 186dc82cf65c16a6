using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.EndToEndTests;

/// <summary>
/// A fact that needs the silo's Orleans engine and, unless it says otherwise, a Redis; skipped where this build has no such
/// engine, or the machine no Redis.
/// </summary>
public sealed class OrleansFactAttribute : FactAttribute
{
    public OrleansFactAttribute(bool needsRedis = true)
    {
        var engine = BuiltProgram.Find("Orleans.Registry.Silo", "silo.dll").Replace("silo.dll", "Orleans.Registry.Cluster.dll", StringComparison.Ordinal);
        Skip = !File.Exists(engine) ? "needs the Orleans engine, which this build leaves out: the package feed lacks Microsoft.Orleans.*"
            : needsRedis ? ServerBinary.ReasonToSkip(RedisServer.Program)
            : null;
    }
}
