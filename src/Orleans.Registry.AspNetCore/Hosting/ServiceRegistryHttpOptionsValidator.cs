using Microsoft.Extensions.Options;

namespace Orleans.Registry.AspNetCore;

/// <summary>Checks all limits at once, at start.</summary>
internal sealed class ServiceRegistryHttpOptionsValidator : IValidateOptions<ServiceRegistryHttpOptions>
{
    public ValidateOptionsResult Validate(string? name, ServiceRegistryHttpOptions options)
    {
        List<string> failures = [];
        Check(failures, nameof(options.MaxBodyBytes), options.MaxBodyBytes, 1024, 64 * 1024 * 1024);
        Check(failures, nameof(options.WatchStallTimeout), options.WatchStallTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Check(failures, nameof(options.MaxLongPollWait), options.MaxLongPollWait, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Check(failures, nameof(options.MaxCachedAnswerBytes), options.MaxCachedAnswerBytes, 0L, 16L * 1024 * 1024 * 1024);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void Check<T>(List<string> failures, string name, T value, T low, T high)
        where T : IComparable<T>
    {
        if (value.CompareTo(low) < 0 || value.CompareTo(high) > 0)
        {
            failures.Add($"{name} must be {low} to {high}, not {value}.");
        }
    }
}
