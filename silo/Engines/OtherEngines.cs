namespace Orleans.Registry.Silo;

/// <summary>The engines besides the embedded one that this build has: none where the package feed lacks what they need.</summary>
internal static class OtherEngines
{
#if ORLEANS_ENGINE
    public static string[] Names => [OrleansEngine.Name];

    public static string[] Stores => OrleansEngine.Stores;

    public static string? DefaultStore(IConfigurationSection section) => OrleansEngine.DefaultStore(section);

    /// <summary>Builds the host of another engine; <c>null</c> when the embedded one is chosen.</summary>
    public static WebApplication? TryBuild(WebApplicationBuilder builder, SiloOptions options, IConfigurationSection section)
        => SiloOptions.Is(options.Engine, OrleansEngine.Name) ? OrleansEngine.Build(builder, options, section) : null;
#else
    public static string[] Names => [];

    public static string[] Stores => [];

    public static string? DefaultStore(IConfigurationSection section) => null;

    /// <summary>Builds the host of another engine; <c>null</c> when the embedded one is chosen.</summary>
    public static WebApplication? TryBuild(WebApplicationBuilder builder, SiloOptions options, IConfigurationSection section) => null;
#endif
}
