namespace Orleans.Registry.Protocol;

/// <summary>History, explanations, trials and figures to the wire and back.</summary>
public static class InsightMapping
{
    /// <summary>A page as it is sent.</summary>
    public static HistoryPageDto ToDto(this HistoryPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        return new()
        {
            Epoch = page.Epoch.ToString(),
            OldestRevision = page.OldestRevision.Value,
            LastRevision = page.LastRevision.Value,
            Changes = page.Changes.ToDtos(),
        };
    }

    /// <summary>A page as it came.</summary>
    /// <exception cref="FormatException">It is not one of this protocol.</exception>
    public static HistoryPage ToDomain(this HistoryPageDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        return new(PositionText.ParseEpoch(dto.Epoch), dto.Changes.ToDomain(), new Revision(dto.OldestRevision), new Revision(dto.LastRevision));
    }

    /// <summary>A difference as it is sent.</summary>
    public static HistoryDifferenceDto ToDto(this HistoryDifference difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        return new()
        {
            From = difference.From.ToString(),
            To = difference.To.ToString(),
            Added = difference.Difference.Added.ToDtos(),
            Changed = difference.Difference.Changed.ToDtos(),
            Removed = difference.Difference.Removed.ToDtos(),
        };
    }

    /// <summary>A difference as it came.</summary>
    /// <exception cref="FormatException">It is not one of this protocol.</exception>
    public static HistoryDifference ToDomain(this HistoryDifferenceDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        var difference = new SnapshotDifference(dto.Added.ToDomain(), dto.Changed.ToDomain(), dto.Removed.ToDomain());
        return new HistoryDifference(PositionText.Parse(dto.From), PositionText.Parse(dto.To), difference);
    }

    /// <summary>An explanation as it is sent.</summary>
    public static ExplanationDto ToDto(this Explanation explanation)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        return new()
        {
            Freshness = explanation.Freshness.ToDto(),
            Id = explanation.Id.Value,
            IsIncluded = explanation.IsIncluded,
            Reasons = [.. explanation.Reasons.Select(static r => new ExplanationReasonDto { Rule = r.Rule, Passed = r.Passed, Detail = r.Detail })],
            Instance = explanation.Instance?.ToDto(),
            RecentChanges = explanation.RecentChanges.ToDtos(),
        };
    }

    /// <summary>An explanation as it came.</summary>
    /// <exception cref="FormatException">It is not one of this protocol.</exception>
    public static Explanation ToDomain(this ExplanationDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        return new(
            InstanceId.Parse(dto.Id),
            dto.IsIncluded,
            [.. dto.Reasons.Select(static r => new ExplanationReason(r.Rule, r.Passed, r.Detail))],
            dto.Instance?.ToDomain(),
            dto.RecentChanges.ToDomain(),
            dto.Freshness.ToDomain());
    }

    /// <summary>A trial's answer as it is sent.</summary>
    public static WhatIfAnswerDto ToDto(this WhatIfAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return new()
        {
            Freshness = answer.Freshness.ToDto(),
            Violations = answer.Violations,
            Before = answer.Before.ToDictionary(static p => p.Key.Value, static p => p.Value),
            After = answer.After.ToDictionary(static p => p.Key.Value, static p => p.Value),
        };
    }

    /// <summary>A trial's answer as it came.</summary>
    /// <exception cref="FormatException">It is not one of this protocol.</exception>
    public static WhatIfAnswer ToDomain(this WhatIfAnswerDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        return new(
            dto.Violations,
            dto.Before.ToDictionary(static p => InstanceId.Parse(p.Key), static p => p.Value),
            dto.After.ToDictionary(static p => InstanceId.Parse(p.Key), static p => p.Value),
            dto.Freshness.ToDomain());
    }

    /// <summary>Figures as they are sent.</summary>
    public static StatsDto ToDto(this RegistryStats stats)
    {
        ArgumentNullException.ThrowIfNull(stats);
        return new()
        {
            IsReady = stats.IsReady,
            NotReadyReason = stats.IsReady ? null : stats.NotReadyReason,
            StartedAt = Times.ToWire(stats.StartedAt),
            Store = stats.Store,
            Durability = WireNames.Of(stats.Durability),
            Services = stats.Services,
            Instances = stats.Instances.ToDictionary(static p => WireNames.Of(p.Key), static p => p.Value),
            ProtectedServices = stats.ProtectedServices,
            Watchers = stats.Watchers,
            Registrations = stats.Registrations,
            Renewals = stats.Renewals,
            Expirations = stats.Expirations,
            Discoveries = stats.Discoveries,
            Changes = stats.Changes,
        };
    }

    /// <summary>Figures as they came.</summary>
    /// <exception cref="FormatException">They are not of this protocol.</exception>
    public static RegistryStats ToDomain(this StatsDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        return new()
        {
            IsReady = dto.IsReady,
            NotReadyReason = dto.NotReadyReason ?? string.Empty,
            StartedAt = Times.ToDomain(dto.StartedAt),
            Store = dto.Store,
            Durability = WireNames.Parse<StoreDurability>(dto.Durability),
            Services = dto.Services,
            Instances = dto.Instances.ToDictionary(static p => WireNames.Parse<InstanceStatus>(p.Key), static p => p.Value),
            ProtectedServices = dto.ProtectedServices,
            Watchers = dto.Watchers,
            Registrations = dto.Registrations,
            Renewals = dto.Renewals,
            Expirations = dto.Expirations,
            Discoveries = dto.Discoveries,
            Changes = dto.Changes,
        };
    }
}
