using Orleans.Registry.Core;

namespace Orleans.Registry.Cluster;

/// <summary>Settings of the registry in a silo; the same in every silo of a cluster. Read once, at start.</summary>
public sealed class ClusterRegistryOptions
{
    /// <summary>Name under which the registry looks for its grain storage and its stream provider, unless told others.</summary>
    public const string DefaultProviderName = ServiceEvent.DefaultStreamProvider;

    /// <summary>Changes each service's log keeps for watches, history and repeated operations. Default 4096; 16 to 1,000,000.</summary>
    public int LogCapacity { get; set; } = ServiceState.DefaultLogCapacity;

    /// <summary>
    /// Most services, those without instances included, shared out evenly over the shards of the catalog. Default 200,000;
    /// 1 to 10,000,000.
    /// </summary>
    public int MaxServices { get; set; } = 200_000;

    /// <summary>
    /// Grains that share the names of services among them. Never changes while a cluster runs. Default 16; 1 to 1024.
    /// </summary>
    public int CatalogShards { get; set; } = 16;

    /// <summary>
    /// Longest time between two ticks of a silo's lease clock that counts in full; the rest of a longer gap is a pause of the
    /// silo and counts against no lease. Default 500 ms; 100 ms to 60 s.
    /// </summary>
    public TimeSpan MaxClockStep { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a silo expires nothing after a pause or its start. Default 2 s; 0 to 10 min.</summary>
    public TimeSpan LeaseGrace { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Period of the reminder that brings a lost instance grain back. No less than the cluster's
    /// <c>ReminderOptions.MinimumReminderPeriod</c>. Default 1 min; 1 s to 1 day.
    /// </summary>
    public TimeSpan ReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The stream provider that service events go out on, if the silo has one of that name. Default
    /// <see cref="DefaultProviderName"/>; empty for none.
    /// </summary>
    public string StreamProvider { get; set; } = DefaultProviderName;

    /// <summary>
    /// How long the start of a silo waits for the registry's store, where that is not grain storage of the silo, before it fails.
    /// Default 60 s; 0 (fails at once) to 1 h.
    /// </summary>
    public TimeSpan StoreWait { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>All that is wrong with the settings; empty when nothing is.</summary>
    public IReadOnlyList<FieldError> Validate()
    {
        List<FieldError> errors = [];
        Between(nameof(LogCapacity), LogCapacity, 16, 1_000_000, errors);
        Between(nameof(MaxServices), MaxServices, 1, 10_000_000, errors);
        Between(nameof(CatalogShards), CatalogShards, 1, 1024, errors);
        Between(nameof(MaxClockStep), MaxClockStep, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(60), errors);
        Between(nameof(LeaseGrace), LeaseGrace, TimeSpan.Zero, TimeSpan.FromMinutes(10), errors);
        Between(nameof(ReminderPeriod), ReminderPeriod, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), errors);
        Between(nameof(StoreWait), StoreWait, TimeSpan.Zero, Engine.StoreWait.Longest, errors);
        if (StreamProvider is null)
        {
            errors.Add(new FieldError(nameof(StreamProvider), "must be a name, or empty"));
        }

        return errors;
    }

    private static void Between<T>(string field, T value, T low, T high, List<FieldError> errors)
        where T : IComparable<T>
    {
        if (value.CompareTo(low) < 0 || value.CompareTo(high) > 0)
        {
            errors.Add(new FieldError(field, $"must be {low} to {high}"));
        }
    }
}
