namespace Orleans.Registry.Routing;

/// <summary>Any endpoint, as likely as its weight says.</summary>
internal sealed class WeightedRandomPicker(EndpointSet endpoints, PickerSettings settings) : EndpointPicker(endpoints, settings)
{
    private readonly Endpoint[] _endpoints = endpoints.Items;
    private readonly AliasTable _table = new(endpoints.Weights);

    protected override Endpoint? Choose(scoped in PickContext context) => _endpoints[_table.Pick(Random.Next())];
}
