using System.Text;

namespace Orleans.Registry.HealthChecks;

/// <summary>
/// Splits a command into a program and its arguments: at white space, but for what stands in single or double quotes; a
/// backslash takes the next character as it is, outside single quotes. Nothing else has a meaning: there is no shell.
/// </summary>
internal static class CommandLine
{
    /// <summary>The words; <c>null</c> when there are none or a quote is not closed.</summary>
    public static IReadOnlyList<string>? Split(string command)
    {
        List<string> words = [];
        var word = new StringBuilder();
        var isOpen = false;
        var quote = '\0';
        for (var i = 0; i < command.Length; i++)
        {
            var c = command[i];
            if (c == '\\' && quote != '\'' && i + 1 < command.Length)
            {
                word.Append(command[++i]);
                isOpen = true;
            }
            else if (quote != '\0')
            {
                _ = c == quote ? word : word.Append(c);
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '\'' or '"')
            {
                (quote, isOpen) = (c, true);
            }
            else if (!char.IsWhiteSpace(c))
            {
                word.Append(c);
                isOpen = true;
            }
            else if (isOpen)
            {
                words.Add(word.ToString());
                word.Clear();
                isOpen = false;
            }
        }

        if (isOpen)
        {
            words.Add(word.ToString());
        }

        return quote == '\0' && words.Count > 0 && words[0].Length > 0 ? words : null;
    }
}
