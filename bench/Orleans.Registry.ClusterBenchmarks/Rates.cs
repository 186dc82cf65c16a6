namespace Orleans.Registry.ClusterBenchmarks;

/// <summary>Prints the rates of calls to one silo, one line each, as a share of the rate of an empty grain call.</summary>
internal sealed class Rates(string storage, Func<int, Task> empty)
{
    private bool _hasEmpty;

    /// <param name="name">What is called.</param>
    /// <param name="call">The call.</param>
    /// <param name="each">How many of what is counted a call does.</param>
    public async Task PrintAsync(string name, Func<int, Task> call, int each = 1)
    {
        if (!_hasEmpty)
        {
            _hasEmpty = true;
            Print("empty grain call", await Rate.CompareAsync(empty, empty), 1);
        }

        Print(name, await Rate.CompareAsync(empty, call), each);
    }

    private void Print(string name, (double Rate, double Share) measured, int each)
        => Console.WriteLine($"| {storage} | {name} | {each * measured.Rate:N0} | {100 * each * measured.Share:0} % |");
}
