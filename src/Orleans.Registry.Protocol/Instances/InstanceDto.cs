namespace Orleans.Registry.Protocol;

/// <summary>One registered instance as it was at one revision.</summary>
public sealed class InstanceDto
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its service.</summary>
    public required string Service { get; init; }

    /// <summary>The status in force.</summary>
    public required string Status { get; init; }

    /// <summary>What the instance and its checks say.</summary>
    public required string ReportedStatus { get; init; }

    /// <summary>Since when the status is what it is (UTC).</summary>
    public DateTime StatusSince { get; init; }

    /// <summary>Why the status is what it is, for people.</summary>
    public string StatusReason { get; init; } = string.Empty;

    /// <summary>Names of the checks that fail; absent for none.</summary>
    public IReadOnlyList<string>? FailingChecks { get; init; }

    /// <summary>Host name or IP address to call.</summary>
    public required string Address { get; init; }

    /// <summary>Port to call; 0 for none.</summary>
    public int Port { get; init; }

    /// <summary>How to call it.</summary>
    public string Protocol { get; init; } = string.Empty;

    /// <summary>The program's version.</summary>
    public string Version { get; init; } = string.Empty;

    /// <summary>Labels.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Facts.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = StringMap.Empty;

    /// <summary>Its checks; absent for none.</summary>
    public IReadOnlyList<HealthCheckDto>? HealthChecks { get; init; }

    /// <summary>Region.</summary>
    public string Region { get; init; } = string.Empty;

    /// <summary>Zone.</summary>
    public string Zone { get; init; } = string.Empty;

    /// <summary>Data center.</summary>
    public string DataCenter { get; init; } = string.Empty;

    /// <summary>Share of calls.</summary>
    public int Weight { get; init; }

    /// <summary>How long it stays without a renewal, in seconds.</summary>
    public double TtlSeconds { get; init; }

    /// <summary>When it was first registered (UTC).</summary>
    public DateTime RegisteredAt { get; init; }

    /// <summary>When its lease ran out while protection held the removal back (UTC); absent otherwise.</summary>
    public DateTime? LapsedAt { get; init; }

    /// <summary>What an operator put over it; absent for nothing.</summary>
    public OverrideDto? Override { get; init; }

    /// <summary>Number of the process that registered it last; absent for none.</summary>
    public string? Incarnation { get; init; }

    /// <summary>The revision that registered it.</summary>
    public long CreatedRevision { get; init; }

    /// <summary>The revision that made this record.</summary>
    public long ModifiedRevision { get; init; }
}
