using System.Globalization;
using Microsoft.Extensions.Options;

namespace Orleans.Registry.Client;

/// <summary>Collects what is wrong with options, so that a program hears all of it at its first start.</summary>
internal sealed class OptionErrors(string section)
{
    private readonly List<string> _errors = [];

    public void Add(string field, string message) => _errors.Add($"{section}.{field} {message}.");

    public void Between<T>(string field, T value, T low, T high)
        where T : IComparable<T>, IFormattable
    {
        if (value.CompareTo(low) < 0 || value.CompareTo(high) > 0)
        {
            Add(field, string.Create(CultureInfo.InvariantCulture, $"must be {low} to {high}, but is {value}"));
        }
    }

    public ValidateOptionsResult ToResult() => _errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_errors);
}
