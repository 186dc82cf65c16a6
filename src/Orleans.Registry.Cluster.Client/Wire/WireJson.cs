using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Registry.Cluster;

/// <summary>
/// How the contract's types are written as JSON between silos and clients: by the names of their properties, so that a
/// property may be added on one side first; names, ids and numbers as plain values; records (instances, changes, policies,
/// configurations, snapshots) in the stored form of <see cref="RegistryRecordCodec"/>, which has a version of its own.
/// </summary>
internal static class WireJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            IgnoreReadOnlyProperties = true,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        };
        foreach (var converter in Names().Concat(Records()))
        {
            options.Converters.Add(converter);
        }

        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private static IEnumerable<JsonConverter> Names()
    {
        yield return new TextConverter<ServiceName>(static s => s.Value, static t => t.Length == 0 ? default : ServiceName.Parse(t));
        yield return new TextConverter<InstanceId>(static i => i.Value, static t => t.Length == 0 ? default : InstanceId.Parse(t));
        yield return new TextConverter<Epoch>(static e => e.ToString(), static t => Epoch.TryParse(t, out var e) ? e : throw new JsonException());
        yield return new TextConverter<ServicePosition>(
            static p => p.ToString(), static t => ServicePosition.TryParse(t, out var p) ? p : throw new JsonException());
        yield return new TextConverter<VersionRange>(static r => r.ToString(), VersionRange.Parse);
        yield return new HistoryPointConverter();
        yield return new CollectionConverter<TagSet, string>(TagSet.Create);
        yield return new StringMapConverter();
        yield return new CollectionConverter<EquatableArray<HealthCheckDefinition>, HealthCheckDefinition>(EquatableArray<HealthCheckDefinition>.Create);
        yield return new CollectionConverter<EquatableArray<HeaderRoute>, HeaderRoute>(EquatableArray<HeaderRoute>.Create);
        yield return new CollectionConverter<EquatableArray<VersionSplit>, VersionSplit>(EquatableArray<VersionSplit>.Create);
        yield return new ResultConverterFactory();
    }

    private static IEnumerable<JsonConverter> Records()
    {
        // A record on its own carries its service in front: the stored form leaves that to the key.
        yield return new RecordConverter<ServiceInstance>(
            static i => i.Service, RegistryRecordCodec.Write, static (bytes, service) => RegistryRecordCodec.ReadInstance(bytes, service));
        yield return new RecordConverter<ServiceChange>(
            static c => c.After?.Service ?? c.Before?.Service ?? default,
            static (output, change) => RegistryRecordCodec.Write(output, change),
            static (bytes, service) => RegistryRecordCodec.ReadChange(bytes, service));
        yield return new RecordConverter<VersionedPolicy>(
            static _ => default, RegistryRecordCodec.Write, static (bytes, _) => RegistryRecordCodec.ReadPolicy(bytes));
        yield return new RecordConverter<VersionedConfiguration>(
            static _ => default, RegistryRecordCodec.Write, static (bytes, _) => RegistryRecordCodec.ReadConfiguration(bytes));
        yield return new SnapshotConverter();
    }
}
