using System.Text;

namespace Orleans.Registry.TestKit.Servers;

/// <summary>Makes an etcd ask for logins.</summary>
public static class EtcdUsers
{
    /// <summary>
    /// Adds a user who may read and write everything under a prefix and nothing else, and the user root, and switches logins on.
    /// </summary>
    public static async Task EnableAsync(EtcdServer server, string prefix, string user, string password)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        var from = Encoding.UTF8.GetBytes(prefix);
        var (key, end) = (Convert.ToBase64String(from), Convert.ToBase64String([.. from[..^1], (byte)(from[^1] + 1)]));
        await server.CallAsync("/v3/auth/user/add", """{"name":"root","password":"root-password"}""");
        await server.CallAsync("/v3/auth/role/add", """{"name":"root"}""");
        await server.CallAsync("/v3/auth/user/grant", """{"user":"root","role":"root"}""");
        await server.CallAsync("/v3/auth/user/add", $$"""{"name":"{{user}}","password":"{{password}}"}""");
        await server.CallAsync("/v3/auth/role/add", $$"""{"name":"{{user}}"}""");
        await server.CallAsync(
            "/v3/auth/role/grant", $$"""{"name":"{{user}}","perm": {"permType":"READWRITE","key":"{{key}}","range_end":"{{end}}" } }""");
        await server.CallAsync("/v3/auth/user/grant", $$"""{"user":"{{user}}","role":"{{user}}"}""");
        await server.CallAsync("/v3/auth/enable", "{}");
    }
}
