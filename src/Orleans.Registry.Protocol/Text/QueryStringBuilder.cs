using System.Text;

namespace Orleans.Registry.Protocol;

/// <summary>Builds a query string. Not safe for several threads.</summary>
public sealed class QueryStringBuilder
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a parameter unless its value is <c>null</c>.</summary>
    public void Add(string name, string? value)
    {
        if (value is null)
        {
            return;
        }

        _text.Append(_text.Length == 0 ? '?' : '&')
            .Append(Uri.EscapeDataString(name))
            .Append('=')
            .Append(Uri.EscapeDataString(value));
    }

    /// <summary>Adds a parameter when a condition holds.</summary>
    public void AddIf(bool condition, string name, string value) => Add(name, condition ? value : null);

    /// <summary>The query string; empty, or beginning with <c>?</c>.</summary>
    public override string ToString() => _text.ToString();
}
