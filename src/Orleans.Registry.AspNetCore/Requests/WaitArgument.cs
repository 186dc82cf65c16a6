using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>The <c>wait</c> of a drain: at most 5 minutes; zero when absent.</summary>
internal sealed class WaitArgument : IRequestArgument
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private WaitArgument(TimeSpan value, Refusal? refusal)
    {
        Value = value;
        Refusal = refusal;
    }

    public TimeSpan Value { get; }

    public Refusal? Refusal { get; }

    public static ValueTask<WaitArgument?> BindAsync(HttpContext context) => ValueTask.FromResult<WaitArgument?>(Read(context));

    private static WaitArgument Read(HttpContext context)
    {
        var values = context.Request.Query["wait"];
        if (values.Count == 0)
        {
            return new WaitArgument(TimeSpan.Zero, null);
        }

        return values.Count == 1 && DurationText.TryParse(values[0], out var wait) && wait <= Longest
            ? new WaitArgument(wait, null)
            : new WaitArgument(default, Refusal.Invalid("wait", FieldRules.Duration + ", at most 5m"));
    }
}
