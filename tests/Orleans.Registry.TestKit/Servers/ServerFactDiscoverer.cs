using Xunit.Abstractions;
using Xunit.Sdk;

namespace Orleans.Registry.TestKit.Servers;

/// <summary>Makes a <see cref="ServerTestCase"/> of each <see cref="ServerFactAttribute"/>; created by xunit.</summary>
public sealed class ServerFactDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    /// <inheritdoc/>
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute)
    {
        ArgumentNullException.ThrowIfNull(testMethod);
        return [new ServerTestCase(diagnostics, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)];
    }
}
