using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>The filters and read options of a query string. What it does not know is left to <see cref="QueryParameters"/>.</summary>
internal sealed class ReadArguments : IRequestArgument
{
    private ReadArguments(InstanceQueryBuilder builder)
    {
        Query = builder.Query;
        Options = builder.HasOptions ? builder.Options : null;
        Refusal = builder.Errors.Count == 0 ? null : Refusal.From(RegistryError.Invalid([.. builder.Errors]));
    }

    public InstanceQuery Query { get; }

    public ReadOptions? Options { get; }

    public Refusal? Refusal { get; }

    public static ValueTask<ReadArguments?> BindAsync(HttpContext context)
    {
        var builder = new InstanceQueryBuilder();
        foreach (var (name, values) in context.Request.Query)
        {
            foreach (var value in values)
            {
                InstanceQueryText.TryRead(name, value, builder);
            }
        }

        return ValueTask.FromResult<ReadArguments?>(new ReadArguments(builder));
    }
}
