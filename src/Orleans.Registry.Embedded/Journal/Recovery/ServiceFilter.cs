using System.Text;

namespace Orleans.Registry.Embedded.Journal;

/// <summary>Chooses services by the UTF-8 of their names, so that records of others need no decoding.</summary>
internal sealed class ServiceFilter
{
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _names;

    public ServiceFilter(IEnumerable<ServiceName> services)
        => _names = new HashSet<string>(services.Select(static s => s.Value), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();

    public bool Has(ReadOnlySpan<byte> utf8)
    {
        Span<char> name = stackalloc char[ServiceName.MaxLength];
        return utf8.Length <= name.Length
            && Encoding.ASCII.TryGetChars(utf8, name, out var length)
            && _names.Contains(name[..length]);
    }
}
