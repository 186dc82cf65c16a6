namespace Orleans.Registry.Client.Tests.HttpClients;

public sealed class ServiceUriTests
{
    [Theory]
    [InlineData("http://orders/items?x=1", "orders")]
    [InlineData("https://orders.v2/items", "orders.v2")]
    [InlineData("https+http://orders/", "orders")]
    [InlineData("http://ORDERS/", "orders")]
    [InlineData("http://127.0.0.1/", null)]
    [InlineData("http://[::1]/", null)]
    [InlineData("http://localhost/", null)]
    [InlineData("http://orders:8080/", null)]
    [InlineData("ftp://orders/", null)]
    public void A_name_where_a_host_would_stand_is_a_service(string uri, string? service)
    {
        Assert.Equal(service is not null, ServiceUri.TryGetService(new Uri(uri), out var found));
        Assert.Equal(service ?? string.Empty, found.Value);
    }

    [Theory]
    [InlineData("http://orders/a/b?x=1#f", "http", "http://10.0.0.1:81/a/b?x=1#f")]
    [InlineData("https://orders/a", "http", "https://10.0.0.1:81/a")]
    [InlineData("http://orders/a", "https", "https://10.0.0.1:81/a")]
    [InlineData("https+http://orders/a", "https", "https://10.0.0.1:81/a")]
    [InlineData("https+http://orders/a", "http", "http://10.0.0.1:81/a")]
    [InlineData("http://orders/a%20b", "grpc", "http://10.0.0.1:81/a%20b")]
    public void The_instance_takes_the_place_of_the_service_and_tls_is_never_lost(string uri, string protocol, string expected)
    {
        var instance = Instance("10.0.0.1", 81, protocol);

        Assert.Equal(expected, ServiceUri.AddressOf(new Uri(uri), instance).AbsoluteUri);
    }

    [Fact]
    public void An_instance_of_ip_version_6_and_one_without_a_port_can_be_called()
    {
        Assert.Equal("http://[::1]:81/a", ServiceUri.AddressOf(new Uri("http://orders/a"), Instance("::1", 81, "http")).AbsoluteUri);
        Assert.Equal("http://orders.example/a", ServiceUri.AddressOf(new Uri("http://orders/a"), Instance("orders.example", 0, "http")).AbsoluteUri);
    }

    private static ServiceInstance Instance(string address, int port, string protocol) => new()
    {
        Service = Sample.Orders,
        Id = InstanceId.Parse("a"),
        Details = new InstanceDetails { Address = address, Port = port, Protocol = protocol },
        ReportedStatus = InstanceStatus.Healthy,
        RegisteredAt = default,
        StatusSince = default,
        CreatedRevision = new Revision(1),
        ModifiedRevision = new Revision(1),
    };
}
