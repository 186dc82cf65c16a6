using Microsoft.Extensions.Options;

namespace Orleans.Registry.Client;

/// <summary>The rules of <see cref="ServiceRegistryClientOptions"/>; tells every wrong field at once.</summary>
internal sealed class ServiceRegistryClientOptionsValidator : IValidateOptions<ServiceRegistryClientOptions>
{
    private const int MaxAddresses = 16;
    private const int MaxName = 128;

    private static readonly TimeSpan TenMilliseconds = TimeSpan.FromMilliseconds(10);

    public ValidateOptionsResult Validate(string? name, ServiceRegistryClientOptions options)
    {
        var errors = new OptionErrors(nameof(ServiceRegistryClientOptions));
        CheckAddresses(options, errors);
        errors.Between(nameof(options.ConnectTimeout), options.ConnectTimeout, TenMilliseconds, TimeSpan.FromMinutes(1));
        errors.Between(nameof(options.RequestTimeout), options.RequestTimeout, TenMilliseconds, TimeSpan.FromMinutes(5));
        errors.Between(nameof(options.MaxAttempts), options.MaxAttempts, 1, 20);
        errors.Between(nameof(options.FirstRetryDelay), options.FirstRetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        errors.Between(nameof(options.MaxRetryDelay), options.MaxRetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        errors.Between(nameof(options.WatchHeartbeat), options.WatchHeartbeat, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        errors.Between(nameof(options.WatchGatherTime), options.WatchGatherTime, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        errors.Between(nameof(options.WatchBacklog), options.WatchBacklog, 16, 1_000_000);
        if (options.FirstRetryDelay > options.MaxRetryDelay)
        {
            errors.Add(nameof(options.FirstRetryDelay), $"must not be longer than {nameof(options.MaxRetryDelay)}");
        }

        if (options.WatcherName.Length > MaxName || options.WatcherName.Any(char.IsControl))
        {
            errors.Add(nameof(options.WatcherName), $"must be at most {MaxName} characters without control characters");
        }

        return errors.ToResult();
    }

    private static void CheckAddresses(ServiceRegistryClientOptions options, OptionErrors errors)
    {
        if (options.Addresses.Count > MaxAddresses)
        {
            errors.Add(nameof(options.Addresses), $"must be at most {MaxAddresses}");
        }

        for (var i = 0; i < options.Addresses.Count; i++)
        {
            var address = options.Addresses[i];
            if (address is null || !address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            {
                errors.Add($"{nameof(options.Addresses)}[{i}]", "must be an absolute http or https address");
            }
            else if (address.Query.Length > 0 || address.Fragment.Length > 0 || address.UserInfo.Length > 0)
            {
                errors.Add($"{nameof(options.Addresses)}[{i}]", "must have no user, query or fragment");
            }
        }
    }
}
