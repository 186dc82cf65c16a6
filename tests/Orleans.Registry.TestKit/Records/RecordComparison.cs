using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace Orleans.Registry.TestKit.Records;

/// <summary>
/// Compares two objects property by property at any depth, found by reflection, so that a property added later is compared
/// too. Lists compare element by element in order, maps by key, values by their own equality.
/// </summary>
public static class RecordComparison
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Known = new();

    /// <summary>The path of the first difference and both values there; <c>null</c> when there is none.</summary>
    public static string? FindDifference(object? expected, object? actual, string path = "it")
    {
        if (ReferenceEquals(expected, actual))
        {
            return null;
        }

        if (expected is null || actual is null)
        {
            return Difference(path, expected, actual);
        }

        return expected switch
        {
            string => Equals(expected, actual) ? null : Difference(path, expected, actual),
            IDictionary map => InMap(map, (IDictionary)actual, path),
            IEnumerable items => InItems(items, (IEnumerable)actual, path),
            _ when IsCompound(expected.GetType()) => InProperties(expected, actual, path),
            _ => Equals(expected, actual) ? null : Difference(path, expected, actual),
        };
    }

    /// <summary>What can be set of a type: the rest is computed from it.</summary>
    public static IReadOnlyList<PropertyInfo> SettableProperties(Type type)
        => Known.GetOrAdd(type, static t => [.. t.GetProperties().Where(p => p.CanWrite && p.GetIndexParameters().Length == 0)]);

    private static bool IsCompound(Type type)
        => type.IsClass && type.Namespace == typeof(ServiceInstance).Namespace && SettableProperties(type).Count > 0;

    private static string? InProperties(object expected, object actual, string path)
    {
        if (expected.GetType() != actual.GetType())
        {
            return Difference(path, expected.GetType(), actual.GetType());
        }

        foreach (var property in SettableProperties(expected.GetType()))
        {
            if (FindDifference(property.GetValue(expected), property.GetValue(actual), $"{path}.{property.Name}") is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string? InItems(IEnumerable expected, IEnumerable actual, string path)
    {
        object?[] left = [.. expected.Cast<object?>()];
        object?[] right = [.. actual.Cast<object?>()];
        if (left.Length != right.Length)
        {
            return Difference($"{path}.Count", left.Length, right.Length);
        }

        for (var i = 0; i < left.Length; i++)
        {
            if (FindDifference(left[i], right[i], $"{path}[{i}]") is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string? InMap(IDictionary expected, IDictionary actual, string path)
    {
        if (expected.Count != actual.Count)
        {
            return Difference($"{path}.Count", expected.Count, actual.Count);
        }

        foreach (var key in expected.Keys)
        {
            if (!actual.Contains(key))
            {
                return Difference($"{path}[{key}]", expected[key], null);
            }

            if (FindDifference(expected[key], actual[key], $"{path}[{key}]") is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string Difference(string path, object? expected, object? actual)
        => $"{path}: '{expected ?? "null"}' expected, '{actual ?? "null"}' found";
}
