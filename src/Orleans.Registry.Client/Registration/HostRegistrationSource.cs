namespace Orleans.Registry.Client;

/// <summary>One call of <c>AddServiceRegistration</c>: the name its options go by.</summary>
internal sealed record HostRegistrationSource(string OptionsName);
