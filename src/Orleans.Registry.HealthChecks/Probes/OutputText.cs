using System.Text;

namespace Orleans.Registry.HealthChecks;

/// <summary>Makes what somebody else printed fit for people, logs and records.</summary>
internal static class OutputText
{
    /// <summary>Most characters of a report's output.</summary>
    public const int MaxLength = 1024;

    private const char Unreadable = '\ufffd';

    /// <summary>
    /// At most so many characters; line breaks and tabs become spaces, other control characters and halves of surrogate pairs
    /// are replaced.
    /// </summary>
    public static string Clean(string text, int most = MaxLength)
    {
        if (text.Length <= most && text.All(static c => !char.IsControl(c) && !char.IsSurrogate(c)))
        {
            return text;
        }

        var clean = new StringBuilder(Math.Min(text.Length, most));
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = char.IsSurrogatePair(text, i < text.Length - 1 ? i : 0) && i < text.Length - 1;
            if (clean.Length + (isPair ? 2 : 1) > most)
            {
                break;
            }

            if (isPair)
            {
                clean.Append(text, i++, 2);
            }
            else
            {
                clean.Append(Clean(text[i]));
            }
        }

        return clean.ToString().TrimEnd();
    }

    private static char Clean(char c) => c switch
    {
        '\r' or '\n' or '\t' => ' ',
        _ when char.IsControl(c) || char.IsSurrogate(c) => Unreadable,
        _ => c,
    };
}
