namespace Orleans.Registry;

/// <summary>Makes hostile input safe to repeat in an error message: short, one line, no control characters.</summary>
internal static class ErrorText
{
    private const int MaxQuoted = 64;

    public static string Quote(string? value)
    {
        if (value is null)
        {
            return "null";
        }

        var shown = value.Length <= MaxQuoted ? value : string.Concat(value.AsSpan(0, MaxQuoted), "...");
        return string.Create(shown.Length, shown, static (span, text) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                span[i] = char.IsControl(text[i]) || char.IsSurrogate(text[i]) ? '?' : text[i];
            }
        });
    }
}
