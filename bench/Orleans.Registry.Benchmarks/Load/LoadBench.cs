using System.Globalization;

namespace Orleans.Registry.Benchmarks.Load;

/// <summary>The load benches: whole processes, real sockets, peers in the same run. Prints markdown tables.</summary>
internal static class LoadBench
{
    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case ["million", .. var count]:
                await MillionInstances.RunAsync(count.Length > 0 ? int.Parse(count[0], CultureInfo.InvariantCulture) : 1_000_000);
                return 0;
            case ["restart", var directory, var count]:
                await MillionInstances.RestartAsync(directory, int.Parse(count, CultureInfo.InvariantCulture));
                return 0;
            case ["http"]:
                return await HttpLoad.RunAsync();
            case ["etcd-memory"]:
                return await EtcdMemory.RunAsync();
            case ["watch"]:
                return await WatchLoad.RunAsync();
            case ["registry-server"]:
                await RegistryServer.ServeAsync();
                return 0;
            case ["journal"]:
                await JournalLoad.RunAsync();
                return 0;
            case ["stores"]:
                await StoreLoad.RunAsync(only: string.Empty, withBytes: true);
                return 0;
            case ["stores", var only, .. var rates] when rates is [] or ["rates"]:
                await StoreLoad.RunAsync(only, withBytes: rates.Length == 0);
                return 0;
            default:
                await Console.Error.WriteLineAsync("load million [instances] | load etcd-memory | load http | load watch | load journal | load stores [journal|redis|etcd [rates]]");
                return 2;
        }
    }

    public static void PrintHead(string title, params string[] columns)
    {
        Console.WriteLine();
        Console.WriteLine($"## {title}");
        Console.WriteLine();
        Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {DateTime.UtcNow:yyyy-MM-dd}");
        Console.WriteLine();
        Console.WriteLine($"| {string.Join(" | ", columns)} |");
        Console.WriteLine($"|{string.Concat(Enumerable.Repeat(" --- |", columns.Length))}");
    }

    public static void PrintRow(params string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");

    public static string Number(double value) => value.ToString(value < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture);
}
