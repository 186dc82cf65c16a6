using Microsoft.Extensions.Options;

namespace Orleans.Registry.Client;

/// <summary>The rules of <see cref="ServiceRegistrarOptions"/>; tells every wrong field at once.</summary>
internal sealed class ServiceRegistrarOptionsValidator : IValidateOptions<ServiceRegistrarOptions>
{
    public ValidateOptionsResult Validate(string? name, ServiceRegistrarOptions options)
    {
        var errors = new OptionErrors(nameof(ServiceRegistrarOptions));
        errors.Between(nameof(options.RenewalsPerTtl), options.RenewalsPerTtl, 2, 20);
        errors.Between(nameof(options.CallTimeout), options.CallTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        errors.Between(nameof(options.FirstRetryDelay), options.FirstRetryDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        errors.Between(nameof(options.MaxRetryDelay), options.MaxRetryDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        errors.Between(nameof(options.RefusedRetryDelay), options.RefusedRetryDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        errors.Between(nameof(options.DrainWait), options.DrainWait, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        errors.Between(nameof(options.DrainLinger), options.DrainLinger, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        if (options.FirstRetryDelay > options.MaxRetryDelay)
        {
            errors.Add(nameof(options.FirstRetryDelay), $"must not be longer than {nameof(options.MaxRetryDelay)}");
        }

        return errors.ToResult();
    }
}
