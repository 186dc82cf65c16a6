using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace Orleans.Registry.ConformanceTests.Stores.Records;

/// <summary>
/// Compares records property by property, found by reflection, so that a property added later is compared too. (Two records
/// are not compared by their encoded bytes: a field that the codec forgets would be missing on both sides.)
/// </summary>
public static class RecordAssert
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Known = new();

    /// <summary>
    /// Asserts that two images say the same; the order of instances does not matter. A store may keep more of the log than it
    /// must, so of the log the common end is compared, which must have a length at least.
    /// </summary>
    public static void Same(ServiceImage expected, ServiceImage? actual, int leastLog = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(expected);
        Assert.True(actual is not null, $"The service {expected.Service} is not stored.");
        Assert.Equal(expected.Service, actual.Service);
        Assert.Equal((expected.Epoch, expected.Revision), (actual.Epoch, actual.Revision));
        Same("instances", [.. expected.Instances.OrderBy(i => i.Id)], [.. actual.Instances.OrderBy(i => i.Id)]);
        Assert.Equal(expected.Overrides.OrderBy(o => o.Key), actual.Overrides.OrderBy(o => o.Key));
        Assert.Equal(expected.Policies, actual.Policies);
        Assert.Equal(expected.Configurations, actual.Configurations);
        Assert.InRange(actual.Log.Count, Math.Min(leastLog, expected.Log.Count), actual.Revision.Value);
        var common = Math.Min(expected.Log.Count, actual.Log.Count);
        Same([.. expected.Log.TakeLast(common)], [.. actual.Log.TakeLast(common)]);
    }

    /// <summary>Asserts that two pieces of a log say the same.</summary>
    public static void Same(IReadOnlyList<ServiceChange> expected, IReadOnlyList<ServiceChange> actual) => Same("changes", expected, actual);

    /// <summary>Asserts that no property of one sample has the value it has in another, at any depth.</summary>
    public static void DifferEverywhere(object one, object other, string path = "sample")
    {
        ArgumentNullException.ThrowIfNull(one);
        foreach (var property in Properties(one.GetType()))
        {
            var (left, right, place) = (property.GetValue(one), property.GetValue(other), $"{path}.{property.Name}");
            if (left is IEnumerable items && items.Cast<object>().FirstOrDefault() is { } first && IsRecord(first.GetType()))
            {
                (left, right) = (first, ((IEnumerable)right!).Cast<object>().First());
            }

            if (left is not null && right is not null && IsRecord(left.GetType()))
            {
                DifferEverywhere(left, right, place);
            }
            else
            {
                Assert.False(Equals(left, right), $"{place} is {left} in both samples: a store that loses it would not be caught.");
            }
        }
    }

    private static void Same<T>(string what, IReadOnlyList<T> expected, IReadOnlyList<T> actual)
        where T : class
    {
        Assert.True(expected.Count == actual.Count, $"{expected.Count} {what} expected, {actual.Count} found.");
        for (var i = 0; i < expected.Count; i++)
        {
            SameProperties(expected[i], actual[i], $"{what}[{expected[i]}]");
        }
    }

    private static void SameProperties(object? expected, object? actual, string path)
    {
        if (expected is not (ServiceInstance or ServiceChange) || actual is null)
        {
            Assert.True(Equals(expected, actual), $"{path}: '{expected}' expected, '{actual}' found.");
            return;
        }

        foreach (var property in Properties(expected.GetType()))
        {
            SameProperties(property.GetValue(expected), property.GetValue(actual), $"{path}.{property.Name}");
        }
    }

    private static bool IsRecord(Type type) => type.IsClass && type.Namespace == typeof(ServiceInstance).Namespace && Properties(type).Length > 0;

    /// <summary>What was set, not what is computed from it.</summary>
    private static PropertyInfo[] Properties(Type type)
        => Known.GetOrAdd(type, static t => [.. t.GetProperties().Where(p => p.CanWrite && p.GetIndexParameters().Length == 0)]);
}
