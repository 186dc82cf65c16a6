using Xunit.Abstractions;
using Xunit.Sdk;

namespace Orleans.Registry.TestKit.Servers;

/// <summary>Makes the cases of each <see cref="ServerTheoryAttribute"/>, or one that is skipped; created by xunit.</summary>
public sealed class ServerTheoryDiscoverer(IMessageSink diagnostics) : TheoryDiscoverer(diagnostics)
{
    /// <inheritdoc/>
    public override IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute)
    {
        ArgumentNullException.ThrowIfNull(testMethod);
        var whole = new ServerTestCase(
            DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod);
        return whole.SkipReason is null ? base.Discover(discoveryOptions, testMethod, theoryAttribute) : [whole];
    }
}
