using Xunit;
using Xunit.Sdk;

namespace Orleans.Registry.TestKit.Servers;

/// <summary>A theory that is skipped as a <see cref="ServerFactAttribute"/> is: whole, with one reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Orleans.Registry.TestKit.Servers.ServerTheoryDiscoverer", "Orleans.Registry.TestKit")]
public sealed class ServerTheoryAttribute : TheoryAttribute
{
}
