using Orleans.Registry.Protocol;

namespace Orleans.Registry.Client;

/// <content>Policies and configurations.</content>
public sealed partial class HttpServiceRegistry
{
    // The wire nests a policy's fields below this; the contract does not.
    private const string PolicyPrefix = "policy.";

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<WhatIfAnswer>> WhatIfAsync(
        ServiceName service, ServicePolicy policy, CallerContext caller, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(caller);
        var body = Write(policy.ToDto(caller), Json.WhatIfRequestDto);
        var result = await SendAsync(
            Call(HttpMethod.Post, RegistryRoutes.WhatIf, service, Json.WhatIfAnswerDto, body), static a => a.ToDomain(), cancellationToken).ConfigureAwait(false);
        return Unnested(result);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<IReadOnlyList<VersionedPolicy>>> GetPoliciesAsync(
        ServiceName service, CancellationToken cancellationToken = default)
        => SendAsync(
            Call(HttpMethod.Get, RegistryRoutes.PolicyHistory, service, Json.PolicyHistoryDto, null),
            static h => (IReadOnlyList<VersionedPolicy>)[.. h.Versions.Select(static v => v.ToDomain())],
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<VersionedPolicy>> SetPolicyAsync(
        ServiceName service, ServicePolicy policy, DocumentChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(change);
        var body = Write(policy.ToDto(change), Json.PolicyChangeDto);
        var result = await SendAsync(
            Call(HttpMethod.Put, RegistryRoutes.Policy, service, Json.VersionedPolicyDto, body, change), static v => v.ToDomain(), cancellationToken)
            .ConfigureAwait(false);
        return Unnested(result);
    }

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<VersionedPolicy>> RollbackPolicyAsync(
        ServiceName service, long version, DocumentChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        var body = Write(change.ToRollback(version), Json.RollbackDto);
        var result = await SendAsync(
            Call(HttpMethod.Post, RegistryRoutes.PolicyRollback, service, Json.VersionedPolicyDto, body, change), static v => v.ToDomain(), cancellationToken)
            .ConfigureAwait(false);
        return Unnested(result);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<IReadOnlyList<VersionedConfiguration>>> GetConfigurationsAsync(
        ServiceName service, CancellationToken cancellationToken = default)
        => SendAsync(
            Call(HttpMethod.Get, RegistryRoutes.ConfigurationHistory, service, Json.ConfigurationHistoryDto, null),
            static h => (IReadOnlyList<VersionedConfiguration>)[.. h.Versions.Select(static v => v.ToDomain())],
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<VersionedConfiguration>> SetConfigurationAsync(
        ServiceName service, StringMap entries, DocumentChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(change);
        var body = Write(entries.ToDto(change), Json.ConfigurationChangeDto);
        return SendAsync(
            Call(HttpMethod.Put, RegistryRoutes.Configuration, service, Json.VersionedConfigurationDto, body, change),
            static v => v.ToDomain(),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<VersionedConfiguration>> RollbackConfigurationAsync(
        ServiceName service, long version, DocumentChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        var body = Write(change.ToRollback(version), Json.RollbackDto);
        return SendAsync(
            Call(HttpMethod.Post, RegistryRoutes.ConfigurationRollback, service, Json.VersionedConfigurationDto, body, change),
            static v => v.ToDomain(),
            cancellationToken);
    }

    private static RegistryCall<T> Call<T>(
        HttpMethod method,
        string template,
        ServiceName service,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type,
        byte[]? body,
        DocumentChange? change = null)
        => new(method, RegistryRoutes.For(template, service), type)
        {
            Body = body,
            Operation = change is null ? OperationId.None : OrNew(change.OperationId),
        };

    private static RegistryResult<T> Unnested<T>(RegistryResult<T> result)
        => result.IsSuccess || result.Error.Fields.Count == 0 ? result : RegistryError.Invalid([.. result.Error.Fields.Select(Unnested)]) with
        {
            Code = result.Error.Code,
            RetryAfter = result.Error.RetryAfter,
        };

    private static FieldError Unnested(FieldError field)
        => field.Field.StartsWith(PolicyPrefix, StringComparison.Ordinal) ? field with { Field = field.Field[PolicyPrefix.Length..] } : field;
}
