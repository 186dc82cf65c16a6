namespace Orleans.Registry;

/// <content>Which version a record needs.</content>
public static partial class RegistryRecordCodec
{
    private const byte OldestVersion = 1;

    private static byte VersionFor(HealthCheckDefinition check)
        => check.Method == HealthCheckDefinition.DefaultMethod
            && check.SuccessCodes == HealthCheckDefinition.DefaultSuccessCodes
            && check.Headers.Count == 0
                ? OldestVersion
                : FormatVersion;

    private static byte VersionFor(ServiceInstance? instance)
    {
        var version = OldestVersion;
        for (var i = 0; version < FormatVersion && i < (instance?.Details.HealthChecks.Count ?? 0); i++)
        {
            version = VersionFor(instance!.Details.HealthChecks[i]);
        }

        return version;
    }

    private static byte VersionFor(ServiceChange change, bool withBefore)
        => Math.Max(withBefore ? VersionFor(change.Before) : OldestVersion, VersionFor(change.After));

    private static byte VersionFor(IReadOnlyList<ServiceChange> changes, bool withBefore)
    {
        var version = OldestVersion;
        for (var i = 0; i < changes.Count && version < FormatVersion; i++)
        {
            version = VersionFor(changes[i], withBefore);
        }

        return version;
    }

    private static byte VersionFor(ServiceImage image)
    {
        var version = OldestVersion;
        for (var i = 0; i < image.Instances.Count && version < FormatVersion; i++)
        {
            version = VersionFor(image.Instances[i]);
        }

        return version < FormatVersion ? VersionFor(image.Log, withBefore: true) : version;
    }
}
