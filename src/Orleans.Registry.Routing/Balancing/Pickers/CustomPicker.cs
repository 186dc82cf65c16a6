namespace Orleans.Registry.Routing;

/// <summary>Asks a function.</summary>
internal sealed class CustomPicker(EndpointSet endpoints, PickerSettings settings, PickFunction pick) : EndpointPicker(endpoints, settings)
{
    protected override Endpoint? Choose(scoped in PickContext context) => pick(Endpoints, context);
}
