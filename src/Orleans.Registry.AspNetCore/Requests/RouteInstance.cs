using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>The instance that a path names.</summary>
internal sealed class RouteInstance : IRequestArgument
{
    private RouteInstance(InstanceId id, Refusal? refusal)
    {
        Id = id;
        Refusal = refusal;
    }

    public InstanceId Id { get; }

    public Refusal? Refusal { get; }

    public static ValueTask<RouteInstance?> BindAsync(HttpContext context)
        => ValueTask.FromResult<RouteInstance?>(TryRead(context, out var id)
            ? new RouteInstance(id, null)
            : new RouteInstance(default, Wrong()));

    public static bool TryRead(HttpContext context, out InstanceId id) => InstanceId.TryParse(RawPath.Parameter(context, "id"), out id);

    public static Refusal Wrong() => Refusal.Invalid("id", FieldRules.InstanceId);
}
