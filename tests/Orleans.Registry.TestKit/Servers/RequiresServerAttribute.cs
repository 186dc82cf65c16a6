namespace Orleans.Registry.TestKit.Servers;

/// <summary>
/// Says that the <see cref="ServerFactAttribute"/> tests of a class need a program. Where it is not installed they are
/// skipped, and say so.
/// </summary>
/// <param name="program">The program's name, e.g. <c>redis-server</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class RequiresServerAttribute(string program) : Attribute
{
    /// <summary>The program's name.</summary>
    public string Program { get; } = program;
}
