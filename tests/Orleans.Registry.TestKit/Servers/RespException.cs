namespace Orleans.Registry.TestKit.Servers;

/// <summary>A Redis server answered with an error.</summary>
public sealed class RespException : Exception
{
    /// <summary>Creates the exception.</summary>
    public RespException(string message)
        : base(message)
    {
    }
}
