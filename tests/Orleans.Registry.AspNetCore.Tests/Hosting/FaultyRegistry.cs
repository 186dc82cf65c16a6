using System.Reflection;

namespace Orleans.Registry.AspNetCore.Tests;

/// <summary>A registry that fails in whatever it is asked.</summary>
public class FaultyRegistry : DispatchProxy
{
    public static IServiceRegistry Create() => Create<IServiceRegistry, FaultyRegistry>();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new InvalidOperationException("secret");
}
