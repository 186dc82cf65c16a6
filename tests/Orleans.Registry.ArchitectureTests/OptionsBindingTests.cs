using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Orleans.Registry.ArchitectureTests;

/// <summary>What docs/install.md promises: every property of the options classes can be set from configuration, but for those that only code can.</summary>
public sealed class OptionsBindingTests
{
    /// <summary>Not of the registry itself: Orleans' grain storage on etcd, which is configured like Orleans' other providers.</summary>
    private static readonly string[] OfOrleans = ["EtcdStorageOptions"];

    public static IEnumerable<object[]> Properties =>
        OptionsTypes().SelectMany(static t => t.GetProperties().Where(static p => !IsOnlyForCode(p)).Select(p => new object[] { t.AssemblyQualifiedName!, p.Name }));

    [Theory]
    [MemberData(nameof(Properties))]
    public void An_option_is_set_from_configuration(string type, string property)
    {
        var options = Activator.CreateInstance(Type.GetType(type)!)!;
        var member = options.GetType().GetProperty(property)!;
        var before = member.GetValue(options);
        var (entries, expected) = Value(member, before);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(entries).Build();

        configuration.Bind(options);

        var bound = member.GetValue(options);
        Assert.Equal(expected, bound is IEnumerable and not string ? bound : Convert.ToString(bound, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_health_check_of_a_registration_is_set_from_configuration()
    {
        var options = new Client.ServiceRegistrationOptions();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["HealthChecks:0:Name"] = "web",
            ["HealthChecks:0:Kind"] = "Http",
            ["HealthChecks:0:Target"] = "/health",
            ["HealthChecks:0:Interval"] = "00:00:05",
            ["HealthChecks:0:FailuresBeforeUnhealthy"] = "3",
        }).Build();

        configuration.Bind(options);

        var check = Assert.Single(options.HealthChecks);
        var expected = new HealthCheckDefinition("web", HealthCheckKind.Http) { Target = "/health", Interval = TimeSpan.FromSeconds(5), FailuresBeforeUnhealthy = 3 };
        Assert.Equal(expected, check);
    }

    private static IEnumerable<Type> OptionsTypes()
        => Directory.GetFiles(AppContext.BaseDirectory, Repository.Prefix + "*.dll")
            .Where(static f => !f.EndsWith("Tests.dll", StringComparison.Ordinal))
            .SelectMany(static f => Assembly.Load(Path.GetFileNameWithoutExtension(f)).GetExportedTypes())
            .Where(static t => t.IsClass && t.Name.EndsWith("Options", StringComparison.Ordinal) && t.GetConstructor([]) is not null)
            .Where(static t => !OfOrleans.Contains(t.Name) && t.GetProperties().Any(static p => p.SetMethod is { } set && !IsInit(set)))
            .OrderBy(static t => t.FullName, StringComparer.Ordinal);

    private static bool IsInit(MethodInfo set) => set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));

    private static bool IsOnlyForCode(PropertyInfo property)
        => typeof(Delegate).IsAssignableFrom(property.PropertyType) || property.PropertyType == typeof(IList<HealthCheckDefinition>);

    /// <summary>A value that differs from the one before, as configuration writes it and as the property holds it.</summary>
    private static (Dictionary<string, string?> Entries, object? Expected) Value(PropertyInfo property, object? before)
    {
        var name = property.Name;
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type == typeof(IList<string>))
        {
            return (new() { [name + ":0"] = "one" }, new[] { "one" });
        }

        if (type == typeof(IList<Uri>))
        {
            return (new() { [name + ":0"] = "http://one/" }, new[] { new Uri("http://one/") });
        }

        if (type == typeof(IDictionary<string, string>))
        {
            return (new() { [name + ":key"] = "one" }, new Dictionary<string, string> { ["key"] = "one" });
        }

        object value = before switch
        {
            bool flag => !flag,
            TimeSpan time => time + TimeSpan.FromSeconds(7),
            int number => number + 7,
            long number => number + 7,
            Enum => Enum.GetValues(type).Cast<object>().First(v => !v.Equals(before)),
            _ when type == typeof(int) => 7,
            _ when type == typeof(string) => "other",
            _ => throw new NotSupportedException($"{property.DeclaringType}.{name} has a type that this test cannot write: {type}."),
        };
        var text = Convert.ToString(value, CultureInfo.InvariantCulture);
        return (new() { [name] = text }, text);
    }
}
