namespace Orleans.Registry.Routing;

/// <summary>Any endpoint, each as likely as the other.</summary>
internal sealed class RandomPicker(EndpointSet endpoints, PickerSettings settings) : EndpointPicker(endpoints, settings)
{
    private readonly Endpoint[] _endpoints = endpoints.Items;

    protected override Endpoint? Choose(scoped in PickContext context) => _endpoints[RandomMath.Below(Random.Next(), _endpoints.Length)];
}
