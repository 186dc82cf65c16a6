using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>
/// The revision that an If-Match header expects: the ETag of a read of the instance, or a bare revision. A breach is answered
/// 412 as HTTP wants, with the code that it has elsewhere.
/// </summary>
internal sealed class IfMatch : IRequestArgument
{
    private IfMatch(Revision? revision, Refusal? refusal)
    {
        Revision = revision;
        Refusal = refusal;
    }

    public Revision? Revision { get; }

    public Refusal? Refusal { get; }

    public static ValueTask<IfMatch?> BindAsync(HttpContext context) => ValueTask.FromResult<IfMatch?>(Read(context));

    private static IfMatch Read(HttpContext context)
    {
        var header = context.Request.Headers.IfMatch;
        if (header.Count == 0 || header == "*")
        {
            return new IfMatch(null, null);
        }

        var text = header.ToString();
        text = (text.StartsWith("W/", StringComparison.Ordinal) ? text[2..] : text).Trim('"');
        if (HistoryPointText.TryParseRevision(text, out var revision))
        {
            return new IfMatch(revision, null);
        }

        return ServicePosition.TryParse(text, out var position)
            ? new IfMatch(position.Revision, null)
            : new IfMatch(null, Refusal.Invalid("If-Match", "must be the ETag of the instance, or a revision"));
    }
}
