namespace Orleans.Registry.ClientSample;

/// <summary>What the sample is told, by switches, environment (<c>Sample__Port</c>) or appsettings, section <c>Sample</c>.</summary>
internal sealed class SampleOptions
{
    /// <summary>The service this program is an instance of.</summary>
    public string Service { get; set; } = "web";

    /// <summary>The service it watches and calls; may be its own.</summary>
    public string Peer { get; set; } = "web";

    /// <summary>Port to listen on; 0 for a free one.</summary>
    public int Port { get; set; }

    /// <summary>Where the registry is.</summary>
    public Uri Registry { get; set; } = new("http://127.0.0.1:8500");

    /// <summary>How long it stays registered without a renewal; 1 s to 24 h.</summary>
    public double TtlSeconds { get; set; } = 10;

    /// <summary>Calls to the peer by itself; 0 for none.</summary>
    public double CallsPerSecond { get; set; } = 1;
}
