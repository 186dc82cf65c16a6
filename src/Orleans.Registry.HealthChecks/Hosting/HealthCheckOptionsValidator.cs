using Microsoft.Extensions.Options;

namespace Orleans.Registry.HealthChecks;

/// <summary>Reports all that is wrong with the options at once.</summary>
internal sealed class HealthCheckOptionsValidator : IValidateOptions<HealthCheckOptions>
{
    public ValidateOptionsResult Validate(string? name, HealthCheckOptions options)
        => options.Validate() is { Count: > 0 } errors
            ? ValidateOptionsResult.Fail(errors.Select(static e => $"{e.Field}: {e.Message}"))
            : ValidateOptionsResult.Success;
}
