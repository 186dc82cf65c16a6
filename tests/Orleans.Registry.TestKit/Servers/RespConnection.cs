using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Orleans.Registry.TestKit.Servers;

/// <summary>
/// The least of a Redis client (RESP2, https://redis.io/docs/latest/develop/reference/protocol-spec/), independent of the one
/// under test. One caller at a time.
/// </summary>
public sealed class RespConnection : IDisposable
{
    private readonly TcpClient _client;
    private readonly BufferedStream _stream;

    private RespConnection(TcpClient client)
    {
        _client = client;
        _stream = new BufferedStream(client.GetStream());
    }

    /// <summary>Connects to a loopback port and logs in unless the password is empty.</summary>
    public static async Task<RespConnection> ConnectAsync(int port, string password = "")
    {
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            var connection = new RespConnection(client);
            if (password.Length > 0)
            {
                await connection.CommandAsync("AUTH", password);
            }

            return connection;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Sends one command and reads its reply: <see cref="string"/> (UTF-8), <see cref="long"/>, <see cref="Array"/> of object, or
    /// <c>null</c>.
    /// </summary>
    /// <exception cref="RespException">The server answered with an error.</exception>
    public async Task<object?> CommandAsync(params string[] command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var request = new MemoryStream();
        Write(request, $"*{command.Length}\r\n");
        foreach (var part in command)
        {
            Write(request, $"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n");
        }

        await _stream.WriteAsync(request.ToArray());
        await _stream.FlushAsync();
        return await ReadAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }

    private static void Write(MemoryStream output, string text) => output.Write(Encoding.UTF8.GetBytes(text));

    private async Task<object?> ReadAsync()
    {
        var line = await ReadLineAsync();
        var rest = line[1..];
        switch (line[0])
        {
            case '+':
                return rest;
            case '-':
                throw new RespException(rest);
            case ':':
                return Number(rest);
            case '$':
                return await ReadTextAsync((int)Number(rest));
            case '*':
                return await ReadArrayAsync((int)Number(rest));
            default:
                throw new RespException($"The reply '{line}' is of no known kind.");
        }
    }

    private async Task<object?[]?> ReadArrayAsync(int count)
    {
        if (count < 0)
        {
            return null;
        }

        var items = new object?[count];
        for (var i = 0; i < count; i++)
        {
            items[i] = await ReadAsync();
        }

        return items;
    }

    private async Task<string?> ReadTextAsync(int length)
    {
        if (length < 0)
        {
            return null;
        }

        var bytes = new byte[length + 2];
        await _stream.ReadExactlyAsync(bytes);
        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    private async Task<string> ReadLineAsync()
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (true)
        {
            await _stream.ReadExactlyAsync(one);
            if (one[0] == '\n')
            {
                return line.ToString();
            }

            if (one[0] != '\r')
            {
                line.Append((char)one[0]);
            }
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
