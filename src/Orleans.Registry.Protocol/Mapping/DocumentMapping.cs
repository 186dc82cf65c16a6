namespace Orleans.Registry.Protocol;

/// <summary>Changes of policies and configurations, and configurations, to the wire and back.</summary>
public static class DocumentMapping
{
    /// <summary>A version as it is sent.</summary>
    public static VersionedConfigurationDto ToDto(this VersionedConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new()
        {
            Version = configuration.Version,
            At = Times.ToWireOrNull(configuration.At),
            By = configuration.By,
            Comment = configuration.Comment,
            Entries = configuration.Entries,
        };
    }

    /// <summary>A version of an answer.</summary>
    public static VersionedConfiguration ToDomain(this VersionedConfigurationDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        return new(dto.Version, StringMap.Create(dto.Entries), Times.ToDomain(dto.At), dto.By, dto.Comment);
    }

    /// <summary>A change of a policy as it is sent; its operation id goes into a header.</summary>
    public static PolicyChangeDto ToDto(this ServicePolicy policy, DocumentChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new() { Policy = policy.ToDto(), ExpectedVersion = change.ExpectedVersion, By = change.By, Comment = change.Comment };
    }

    /// <summary>A change of a configuration as it is sent; its operation id goes into a header.</summary>
    public static ConfigurationChangeDto ToDto(this StringMap entries, DocumentChange change)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(change);
        return new() { Entries = entries!, ExpectedVersion = change.ExpectedVersion, By = change.By, Comment = change.Comment };
    }

    /// <summary>A rollback as it is sent; its operation id goes into a header.</summary>
    public static RollbackDto ToRollback(this DocumentChange change, long version)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new() { Version = version, ExpectedVersion = change.ExpectedVersion, By = change.By, Comment = change.Comment };
    }

    /// <summary>What an operator sent as a policy change, or every wrong field of it.</summary>
    public static RegistryResult<(ServicePolicy Policy, DocumentChange Change)> ToDomain(this PolicyChangeDto dto, OperationId operationId)
    {
        ArgumentNullException.ThrowIfNull(dto);
        var read = new FieldReader([]);
        var policy = ReadPolicy(dto.Policy, read);
        return read.Finish((policy, ReadChange(dto.ExpectedVersion, dto.By, dto.Comment, operationId, read)));
    }

    /// <summary>What an operator sent as a configuration change, or every wrong field of it.</summary>
    public static RegistryResult<(StringMap Entries, DocumentChange Change)> ToDomain(this ConfigurationChangeDto dto, OperationId operationId)
    {
        ArgumentNullException.ThrowIfNull(dto);
        var read = new FieldReader([]);
        if (dto.Entries is null)
        {
            read.Refuse("entries", "is required");
        }

        var entries = read.Map("entries", dto.Entries);
        return read.Finish((entries, ReadChange(dto.ExpectedVersion, dto.By, dto.Comment, operationId, read)));
    }

    /// <summary>What an operator sent as a rollback, or every wrong field of it.</summary>
    public static RegistryResult<(long Version, DocumentChange Change)> ToDomain(this RollbackDto dto, OperationId operationId)
    {
        ArgumentNullException.ThrowIfNull(dto);
        var read = new FieldReader([]);
        if (dto.Version is not >= 0)
        {
            read.Refuse("version", dto.Version is null ? "is required" : "must be 0 or more");
        }

        return read.Finish((dto.Version.GetValueOrDefault(), ReadChange(dto.ExpectedVersion, dto.By, dto.Comment, operationId, read)));
    }

    /// <summary>What someone sent to try, or every wrong field of it.</summary>
    public static RegistryResult<(ServicePolicy Policy, CallerContext Caller)> ToDomain(this WhatIfRequestDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        var read = new FieldReader([]);
        var caller = new CallerContext
        {
            Region = dto.Caller?.Region ?? string.Empty,
            Zone = dto.Caller?.Zone ?? string.Empty,
            Headers = read.Map("caller.headers", dto.Caller?.Headers),
        };
        return read.Finish((ReadPolicy(dto.Policy, read), caller));
    }

    /// <summary>A trial as it is sent.</summary>
    public static WhatIfRequestDto ToDto(this ServicePolicy policy, CallerContext caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var headers = caller.Headers.ToDictionary(static h => h.Key, static h => (string?)h.Value);
        return new() { Policy = policy.ToDto(), Caller = new CallerDto { Region = caller.Region, Zone = caller.Zone, Headers = headers } };
    }

    private static ServicePolicy ReadPolicy(ServicePolicyDto? dto, FieldReader read)
    {
        if (dto is null)
        {
            read.Refuse("policy", "is required");
            return ServicePolicy.Default;
        }

        var policy = dto.ToDomain("policy.");
        if (!policy.IsSuccess)
        {
            read.Errors.AddRange(policy.Error.Fields);
        }

        return policy.IsSuccess ? policy.Value : ServicePolicy.Default;
    }

    private static DocumentChange ReadChange(long? expectedVersion, string? by, string? comment, OperationId operationId, FieldReader read)
    {
        if (expectedVersion < 0)
        {
            read.Refuse("expectedVersion", "must be 0 or more");
        }

        return new DocumentChange
        {
            ExpectedVersion = expectedVersion,
            By = by ?? string.Empty,
            Comment = comment ?? string.Empty,
            OperationId = operationId,
        };
    }
}
