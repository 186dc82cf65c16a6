using Microsoft.Extensions.Options;

namespace Orleans.Registry.Client;

/// <summary>Applies the registry's own rules to what a host wants to say of itself, before the host starts.</summary>
internal sealed class ServiceRegistrationOptionsValidator(IEnumerable<IHostEndpointProvider> endpointProviders)
    : IValidateOptions<ServiceRegistrationOptions>
{
    // Stand for what is only known once the server listens, so that the rules can run on the rest.
    private static readonly HostEndpoint LaterKnown = new("localhost", 1, "http");
    private static readonly InstanceId MadeLater = InstanceId.Parse("made-later");

    public ValidateOptionsResult Validate(string? name, ServiceRegistrationOptions options)
    {
        var service = ServiceName.TryParse(options.Service, out var parsed) ? parsed : default;
        var id = options.InstanceId.Length == 0 ? MadeLater : InstanceId.TryParse(options.InstanceId, out var given) ? given : default;
        var registration = new InstanceRegistration { Service = service, Id = id, Details = HostRegistration.Details(options, LaterKnown) };
        var errors = new OptionErrors(nameof(ServiceRegistrationOptions));
        if (options.Address.Length == 0 && !endpointProviders.Any())
        {
            errors.Add(
                nameof(options.Address),
                "is needed here: set it, or in a web program take the package Orleans.Registry.Client.AspNetCore and call UseServerAddress()");
        }

        foreach (var error in InstanceRegistrationValidator.Validate(registration))
        {
            errors.Add(error.Field == "id" ? nameof(options.InstanceId) : Capitalised(error.Field), error.Message);
        }

        return errors.ToResult();
    }

    private static string Capitalised(string field) => char.ToUpperInvariant(field[0]) + field[1..];
}
