using System.Net;
using Orleans.Registry.HealthChecks.Tests.Support;

namespace Orleans.Registry.HealthChecks.Tests.Targets;

public sealed class TargetTests
{
    private static readonly InstanceDetails Plain = new() { Address = "10.0.0.7", Port = 8080 };

    [Theory]
    [InlineData(HealthCheckKind.Http, "", "http 10.0.0.7:8080 ")]
    [InlineData(HealthCheckKind.Http, "/health?deep=1", "http 10.0.0.7:8080 /health?deep=1")]
    [InlineData(HealthCheckKind.Http, ":81/health", "http 10.0.0.7:81 /health")]
    [InlineData(HealthCheckKind.Http, "https://other.example/x", "https other.example:443 /x")]
    [InlineData(HealthCheckKind.Http, "http://[::1]:82/", "http [::1]:82 /")]
    [InlineData(HealthCheckKind.Tcp, "", "http 10.0.0.7:8080 ")]
    [InlineData(HealthCheckKind.Tcp, ":5432", "http 10.0.0.7:5432 ")]
    [InlineData(HealthCheckKind.Tcp, "db.example:5432", "http db.example:5432 ")]
    [InlineData(HealthCheckKind.Tcp, "[fd00::1]:5432", "http [fd00::1]:5432 ")]
    [InlineData(HealthCheckKind.Grpc, "/a.B", "http 10.0.0.7:8080 /a.B")]
    [InlineData(HealthCheckKind.Grpc, ":9/a.B", "http 10.0.0.7:9 /a.B")]
    [InlineData(HealthCheckKind.Grpc, "host:9", "http host:9 ")]
    [InlineData(HealthCheckKind.Grpc, "https://host:9/a.B", "https host:9 /a.B")]
    [InlineData(HealthCheckKind.Grpc, "https://host:9", "https host:9 ")]
    public void What_a_target_leaves_out_is_taken_from_the_instance(HealthCheckKind kind, string target, string expected)
    {
        var endpoint = TargetReader.Read(new HealthCheckDefinition("c", kind) { Target = target }, Plain, out _);

        Assert.NotNull(endpoint);
        Assert.Equal(expected, $"{(endpoint.IsSecure ? "https" : "http")} {endpoint.Authority} {endpoint.Path}");
    }

    [Theory]
    [InlineData(HealthCheckKind.Http, "https", true)]
    [InlineData(HealthCheckKind.Grpc, "grpcs", true)]
    [InlineData(HealthCheckKind.Grpc, "grpc", false)]
    public void The_instance_is_asked_in_its_own_way(HealthCheckKind kind, string protocol, bool isSecure)
        => Assert.Equal(isSecure, TargetReader.Read(new HealthCheckDefinition("c", kind), Plain with { Protocol = protocol }, out _)!.IsSecure);

    [Theory]
    [InlineData(HealthCheckKind.Http, "health")]
    [InlineData(HealthCheckKind.Http, "host:80/health")]
    [InlineData(HealthCheckKind.Http, "ftp://host/")]
    [InlineData(HealthCheckKind.Http, "file:///etc/passwd")]
    [InlineData(HealthCheckKind.Http, "http://user:secret@host/")]
    [InlineData(HealthCheckKind.Http, "http://")]
    [InlineData(HealthCheckKind.Http, ":0/")]
    [InlineData(HealthCheckKind.Http, ":70000/")]
    [InlineData(HealthCheckKind.Tcp, "host")]
    [InlineData(HealthCheckKind.Tcp, "host:")]
    [InlineData(HealthCheckKind.Tcp, "host:x")]
    [InlineData(HealthCheckKind.Tcp, "a b:80")]
    [InlineData(HealthCheckKind.Tcp, "/path")]
    [InlineData(HealthCheckKind.Tcp, "http://host:80")]
    [InlineData(HealthCheckKind.Grpc, "host/a.B")]
    public void A_target_that_leads_nowhere_is_refused(HealthCheckKind kind, string target)
        => Assert.Equal("healthChecks[0].target", Refusal(new HealthCheckOptions(), new HealthCheckDefinition("c", kind) { Target = target })?.Field);

    [Fact]
    public void An_instance_without_a_port_must_name_one()
    {
        var check = Fleet.Tcp();
        var errors = new List<FieldError>();
        new ProbeFactory(new HealthCheckOptions()).Validate(check, Plain with { Port = 0 });
        using var probes = new ProbeFactory(new HealthCheckOptions());

        Assert.Contains("has none", probes.Validate(check, Plain with { Port = 0 })!.Message, StringComparison.Ordinal);
        Assert.Null(probes.Validate(Fleet.Tcp(":80"), Plain with { Port = 0 }));
        Assert.Empty(errors);
    }

    [Fact]
    public void A_program_is_refused_unless_the_registry_allows_programs()
    {
        Assert.Equal("healthChecks[0].kind", Refusal(new HealthCheckOptions(), Fleet.Script("true"))?.Field);
        Assert.Null(Refusal(new HealthCheckOptions { AllowScripts = true }, Fleet.Script("true")));
        Assert.Equal("healthChecks[0].target", Refusal(new HealthCheckOptions { AllowScripts = true }, Fleet.Script("sh -c 'x"))?.Field);
    }

    [Theory]
    [InlineData("/health", true)]
    [InlineData(":81/health", true)]
    [InlineData("http://10.0.0.7:9/health", true)]
    [InlineData("http://10.0.0.8/health", false)]
    [InlineData("http://localhost/health", false)]
    public void Checks_may_be_kept_to_the_instances_own_address(string target, bool isAllowed)
        => Assert.Equal(isAllowed, Refusal(new HealthCheckOptions { AllowedTargets = HealthCheckTargets.OwnAddress }, Fleet.Http(target)) is null);

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/", false)]
    [InlineData("http://[fe80::1]/", false)]
    [InlineData("http://[::ffff:169.254.169.254]/", false)]
    [InlineData("http://10.1.2.3/", true)]
    public void Where_a_cloud_keeps_a_machines_secrets_no_check_goes(string target, bool isAllowed)
        => Assert.Equal(isAllowed, Refusal(new HealthCheckOptions(), Fleet.Http(target)) is null);

    [Fact]
    public void Addresses_are_denied_whatever_form_they_come_in()
    {
        Assert.True(HealthCheckOptions.TryReadNetworks("10.1.0.0/16, 192.168.0.1,", out var networks));
        var guard = new NetworkGuard(networks);

        Assert.True(guard.IsDenied(IPAddress.Parse("10.1.2.3")));
        Assert.True(guard.IsDenied(IPAddress.Parse("::ffff:10.1.2.3")));
        Assert.True(guard.IsDenied(IPAddress.Parse("192.168.0.1")));
        Assert.False(guard.IsDenied(IPAddress.Parse("192.168.0.2")));
        Assert.False(guard.IsDenied(IPAddress.Parse("::1")));
    }

    [Fact]
    public void All_that_is_wrong_with_the_settings_is_said_at_once()
    {
        var options = new HealthCheckOptions { MaxConcurrency = 0, AllowedTargets = (HealthCheckTargets)7, DeniedNetworks = "10.0.0.0/99" };

        Assert.Equal(["MaxConcurrency", "AllowedTargets", "DeniedNetworks"], options.Validate().Select(static e => e.Field));
        Assert.Empty(new HealthCheckOptions().Validate());
    }

    private static FieldError? Refusal(HealthCheckOptions options, HealthCheckDefinition check)
    {
        using var probes = new ProbeFactory(options);
        return probes.Validate(check, Plain) is { } error ? error with { Field = $"healthChecks[0].{error.Field}" } : null;
    }
}
