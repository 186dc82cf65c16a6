using System.ComponentModel;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Orleans.Registry.TestKit.Servers;

/// <summary>A test that looks, where it runs, whether the programs its class needs are installed.</summary>
public sealed class ServerTestCase : XunitTestCase
{
    /// <summary>For deserialization by xunit.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("Called by xunit's deserializer only.")]
    public ServerTestCase()
    {
    }

    /// <summary>Creates the test of a method.</summary>
    public ServerTestCase(IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(diagnostics, display, options, method)
    {
    }

    /// <inheritdoc/>
    protected override string GetSkipReason(IAttributeInfo factAttribute)
    {
        // A null is what xunit takes for "run it", although its signature predates nullable annotations.
        return TestMethod.TestClass.Class.GetCustomAttributes(typeof(RequiresServerAttribute).AssemblyQualifiedName)
            .Select(attribute => ServerBinary.ReasonToSkip(attribute.GetNamedArgument<string>(nameof(RequiresServerAttribute.Program))))
            .FirstOrDefault(reason => reason is not null) ?? base.GetSkipReason(factAttribute);
    }
}
