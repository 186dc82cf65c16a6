using Orleans.Registry.Client;

namespace Orleans.Registry.EndToEndTests;

/// <summary>Clients of a registry that has several doors.</summary>
internal static class Doors
{
    /// <summary>A client that begins at one of the doors and knows the others.</summary>
    public static HttpServiceRegistry Open(IReadOnlyList<Uri> doors, int first)
    {
        var options = new ServiceRegistryClientOptions { RequestTimeout = TimeSpan.FromSeconds(20) };
        for (var i = 0; i < doors.Count; i++)
        {
            options.Addresses.Add(doors[(first + i) % doors.Count]);
        }

        return new HttpServiceRegistry(options);
    }
}
