using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>The service that a path names.</summary>
internal sealed class RouteService : IRequestArgument
{
    private RouteService(ServiceName name, Refusal? refusal)
    {
        Name = name;
        Refusal = refusal;
    }

    public ServiceName Name { get; }

    public Refusal? Refusal { get; }

    public static ValueTask<RouteService?> BindAsync(HttpContext context)
        => ValueTask.FromResult<RouteService?>(TryRead(context, out var name)
            ? new RouteService(name, null)
            : new RouteService(default, Wrong()));

    public static bool TryRead(HttpContext context, out ServiceName name)
        => ServiceName.TryParse(RawPath.Parameter(context, "service"), out name);

    public static Refusal Wrong() => Refusal.Invalid("service", FieldRules.ServiceName);
}
