using Xunit;
using Xunit.Sdk;

namespace Orleans.Registry.TestKit.Servers;

/// <summary>
/// A fact that is skipped with a reason where a program is missing that the test's class names with
/// <see cref="RequiresServerAttribute"/>. In a class that names none it is a plain fact.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Orleans.Registry.TestKit.Servers.ServerFactDiscoverer", "Orleans.Registry.TestKit")]
public sealed class ServerFactAttribute : FactAttribute
{
}
