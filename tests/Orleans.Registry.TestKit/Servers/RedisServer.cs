using System.Globalization;
using System.Net.Sockets;

namespace Orleans.Registry.TestKit.Servers;

/// <summary>A real redis-server with an append-only file, on a loopback port of its own.</summary>
public sealed class RedisServer : ServerProcess
{
    /// <summary>The program.</summary>
    public const string Program = "redis-server";

    private readonly RedisServerSetup _setup;

    private RedisServer(RedisServerSetup setup)
        : base(Program)
        => _setup = setup;

    /// <summary>Host and port, as clients write it.</summary>
    public string EndPoint => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Starts a server and waits until it answers.</summary>
    public static async Task<RedisServer> StartAsync(RedisServerSetup? setup = null)
    {
        var server = new RedisServer(setup ?? new RedisServerSetup());
        try
        {
            await server.StartOnFreePortAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a plain connection, for what a test wants to see or break behind a store's back.</summary>
    public Task<RespConnection> ConnectAsync() => RespConnection.ConnectAsync(Port, _setup.Password);

    /// <summary>One command on a connection of its own; see <see cref="RespConnection.CommandAsync"/>.</summary>
    public async Task<object?> CommandAsync(params string[] command)
    {
        using var connection = await ConnectAsync();
        return await connection.CommandAsync(command);
    }

    /// <summary>One number out of the server's <c>INFO</c>, e.g. <c>total_net_input_bytes</c>.</summary>
    public async Task<long> InfoAsync(string field)
    {
        var info = (string)(await CommandAsync("INFO", "everything"))!;
        var line = info.Split("\r\n").FirstOrDefault(l => l.StartsWith(field + ":", StringComparison.Ordinal))
            ?? throw new ArgumentException($"The server's INFO has no {field}.", nameof(field));
        return long.Parse(line[(field.Length + 1)..], CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    protected override IEnumerable<string> Arguments()
    {
        string[] arguments =
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", Directory, "--save", string.Empty,
            "--appendonly", "yes", "--appendfsync", _setup.AppendFsync, "--daemonize", "no",
        ];
        string[] password = _setup.Password.Length == 0 ? [] : ["--requirepass", _setup.Password];
        string[] cluster = _setup.Cluster ? ["--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1"] : [];
        return [.. arguments, .. password, .. cluster, .. _setup.ExtraArguments];
    }

    /// <inheritdoc/>
    protected override async Task<bool> IsReadyAsync()
    {
        try
        {
            return await CommandAsync("PING") is "PONG";
        }
        catch (Exception e) when (e is SocketException or IOException or RespException)
        {
            // Not listening yet, or still reading its append-only file.
            return false;
        }
    }
}
