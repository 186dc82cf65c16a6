using Microsoft.Extensions.Options;

namespace Orleans.Registry.Cluster;

/// <summary>Reports all that is wrong with the options at once.</summary>
internal sealed class ClusterRegistryOptionsValidator : IValidateOptions<ClusterRegistryOptions>
{
    public ValidateOptionsResult Validate(string? name, ClusterRegistryOptions options)
        => options.Validate() is { Count: > 0 } errors
            ? ValidateOptionsResult.Fail(errors.Select(static e => $"{e.Field}: {e.Message}"))
            : ValidateOptionsResult.Success;
}
