using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orleans.Registry.Client.Tests.Registration;
using Orleans.Registry.Client.Tests.Servers;
using Orleans.Registry.Client.Tests.Watching;
using Orleans.Registry.Protocol;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Client.Tests.Http;

public sealed class RegistryTransportTests : IAsyncLifetime
{
    private static readonly InstanceRegistration Registration = RegistrarFixture.Instance("a");
    private FakeRegistryServer _server = null!;
    private HttpServiceRegistry _registry = null!;

    public async Task InitializeAsync()
    {
        _server = await FakeRegistryServer.StartAsync();
        _registry = WatchResumeTests.Client(_server);
    }

    public async Task DisposeAsync()
    {
        await _registry.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_mutation_whose_reply_was_lost_is_sent_again_as_the_same_operation()
    {
        var attempts = 0;
        _server.OnRequest = context =>
        {
            if (Interlocked.Increment(ref attempts) < 3)
            {
                context.Abort();
                return Task.CompletedTask;
            }

            return AcknowledgeAsync(context);
        };

        var result = await _registry.RegisterAsync(Registration);

        Assert.True(result.IsSuccess);
        Assert.Equal(3, _server.Requests.Count);
        Assert.NotEmpty(Assert.Single(_server.Requests.Select(static r => r.IdempotencyKey).Distinct()));
        Assert.Single(_server.Requests.Select(static r => r.Body).Distinct());
    }

    [Fact]
    public async Task The_operation_id_of_the_caller_is_the_one_that_is_sent()
    {
        _server.OnRequest = AcknowledgeAsync;
        var operation = OperationId.NewId();

        await _registry.RegisterAsync(Registration, operation);

        Assert.Equal(operation.ToString(), Assert.Single(_server.Requests).IdempotencyKey);
    }

    [Fact]
    public async Task A_refusal_comes_back_as_it_was_meant()
    {
        var refusal = RegistryError.Invalid([new FieldError("ttl", "must be 1 second to 24 hours"), new FieldError("port", "must be 0 (none) to 65535")]);
        _server.OnRequest = context => RefuseAsync(context, refusal);

        var result = await _registry.RegisterAsync(Registration);

        Assert.Equal(refusal.Code, result.Error?.Code);
        Assert.Equal(refusal.Message, result.Error?.Message);
        Assert.Equal(refusal.Fields, result.Error?.Fields);
        Assert.Single(_server.Requests);
    }

    [Theory]
    [InlineData(RegistryErrorCode.StoreUnavailable)]
    [InlineData(RegistryErrorCode.NotReady)]
    [InlineData(RegistryErrorCode.Overloaded)]
    public async Task Troubles_of_the_moment_are_tried_again(RegistryErrorCode code)
    {
        _server.OnRequest = context => _server.Requests.Count < 3 ? RefuseAsync(context, new RegistryError(code, "later")) : AcknowledgeAsync(context);

        Assert.True((await _registry.RegisterAsync(Registration)).IsSuccess);
    }

    [Fact]
    public async Task Attempts_are_bounded()
    {
        _server.OnRequest = static context => RefuseAsync(context, new RegistryError(RegistryErrorCode.StoreUnavailable, "disk full"));

        var result = await _registry.RegisterAsync(Registration);

        Assert.Equal(RegistryErrorCode.StoreUnavailable, result.Error?.Code);
        Assert.Equal("disk full", result.Error?.Message);
        Assert.Equal(4, _server.Requests.Count);
    }

    [Fact]
    public async Task What_nobody_listens_to_is_unreachable_and_since_when_is_known()
    {
        var address = _server.Address;
        await _server.DisposeAsync();
        List<bool> changes = [];
        _registry.Connection.Changed += s => changes.Add(s.IsReachable);

        var result = await _registry.GetStatsAsync();

        Assert.Equal(RegistryErrorCode.Unreachable, result.Error?.Code);
        Assert.Contains(address.Authority, result.Error?.Message, StringComparison.Ordinal);
        Assert.False(_registry.Connection.Status.IsReachable);
        Assert.Equal([false], changes);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_is_unreachable()
    {
        var time = new ManualTimeProvider();
        var options = WatchResumeTests.Options(_server);
        (options.RequestTimeout, options.MaxAttempts) = (TimeSpan.FromSeconds(5), 2);
        await using var registry = new HttpServiceRegistry(options, time);
        _server.OnRequest = static context => Task.Delay(Timeout.Infinite, context.RequestAborted);

        var call = registry.GetStatsAsync().AsTask();
        await Eventually.TrueAsync(() => _server.Requests.Count == 1);
        time.Advance(options.RequestTimeout);
        await Eventually.TrueAsync(() => time.NextDue <= options.MaxRetryDelay);
        time.Advance(options.MaxRetryDelay);
        await Eventually.TrueAsync(() => _server.Requests.Count == 2);
        time.Advance(options.RequestTimeout);
        var result = await Eventually.ResultAsync(call);

        Assert.Equal(RegistryErrorCode.Unreachable, result.Error?.Code);
        Assert.Equal(2, _server.Requests.Count);
    }

    [Fact]
    public async Task A_caller_that_gives_up_gets_its_cancellation_back()
    {
        using var cancel = new CancellationTokenSource();
        _server.OnRequest = static context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var call = _registry.GetStatsAsync(cancel.Token).AsTask();
        await Eventually.TrueAsync(() => _server.Requests.Count == 1);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.True(_registry.Connection.Status.IsReachable);
    }

    [Fact]
    public async Task Another_address_is_tried_when_one_does_not_answer_and_then_kept()
    {
        await using var other = await FakeRegistryServer.StartAsync();
        await using var registry = WatchResumeTests.Client(_server, o => o.Addresses.Add(other.Address));
        other.OnRequest = AcknowledgeAsync;
        await _server.DisposeAsync();

        Assert.True((await registry.RegisterAsync(Registration)).IsSuccess);
        Assert.True((await registry.RegisterAsync(Registration)).IsSuccess);

        Assert.Equal(2, other.Requests.Count);
        Assert.True(registry.Connection.Status.IsReachable);
        Assert.Equal(other.Address, registry.Connection.Status.Address);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_is_an_error_of_the_registry()
    {
        _server.OnRequest = static context => context.Response.WriteAsync("<html>hello from a proxy</html>");

        var result = await _registry.GetStatsAsync();

        Assert.Equal(RegistryErrorCode.Internal, result.Error?.Code);
    }

    [Fact]
    public async Task A_gateway_that_answers_for_a_dead_registry_means_unreachable()
    {
        _server.OnRequest = static context =>
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
            return context.Response.WriteAsync("<html>Bad Gateway</html>");
        };

        var result = await _registry.GetStatsAsync();

        Assert.Equal(RegistryErrorCode.Unreachable, result.Error?.Code);
        Assert.False(_registry.Connection.Status.IsReachable);
    }

    [Fact]
    public void Wrong_options_are_all_told_at_once()
    {
        var options = new ServiceRegistryClientOptions { MaxAttempts = 0, WatchBacklog = 1 };
        options.Addresses.Add(new Uri("ftp://registry"));

        var refusal = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() => new HttpServiceRegistry(options));

        Assert.Equal(3, refusal.Failures.Count());
    }

    private static async Task AcknowledgeAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        var receipt = RegistryScript.Receipt(Registration).ToDto();
        await context.Response.WriteAsync(JsonSerializer.Serialize(receipt, ProtocolJsonContext.Default.RegistrationReceiptDto));
    }

    private static async Task RefuseAsync(HttpContext context, RegistryError error)
    {
        var problem = ProblemMapping.ToDto(error);
        context.Response.StatusCode = problem.Status;
        await context.Response.WriteAsync(JsonSerializer.Serialize(problem, ProtocolJsonContext.Default.ProblemDto));
    }
}
