namespace Orleans.Registry.ArchitectureTests;

/// <summary>Who may build on whom. A project may also name what those it builds on see.</summary>
internal static class Arrows
{
    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        ["Abstractions"] = [],
        ["Routing"] = ["Abstractions"],
        ["Core"] = ["Abstractions", "Routing"],
        ["Engine"] = ["Core"],
        ["Embedded"] = ["Engine"],
        ["Cluster.Client"] = ["Engine"],
        ["Cluster"] = ["Cluster.Client"],
        ["Persistence.Redis"] = ["Abstractions"],
        ["Persistence.Etcd"] = ["Abstractions"],
        ["Cluster.Etcd"] = ["Engine", "Persistence.Etcd"],
        ["HealthChecks"] = ["Abstractions"],
        ["Protocol"] = ["Abstractions"],
        ["AspNetCore"] = ["Protocol"],
        ["Dashboard"] = ["Protocol"],
        ["Client"] = ["Protocol", "Routing"],
        ["Client.AspNetCore"] = ["Client"],
        ["Silo"] = ["Embedded", "Cluster", "Cluster.Etcd", "Persistence.Redis", "Persistence.Etcd", "HealthChecks", "AspNetCore", "Dashboard"],
        ["ClientSample"] = ["Client.AspNetCore"],
        ["ClusterClientSample"] = ["Cluster.Client"],
    };

    /// <summary>Everything reachable from <paramref name="name"/>, itself left out.</summary>
    public static ISet<string> Closure(string name, Func<string, IEnumerable<string>> next)
    {
        var seen = new HashSet<string>();
        var open = new Queue<string>(next(name));
        while (open.TryDequeue(out var current))
        {
            if (seen.Add(current))
            {
                foreach (var further in next(current))
                {
                    open.Enqueue(further);
                }
            }
        }

        return seen;
    }
}
