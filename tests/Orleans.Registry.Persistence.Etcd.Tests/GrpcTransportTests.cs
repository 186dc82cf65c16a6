using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Etcdserverpb;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Mvccpb;
using Orleans.Registry.Persistence.Etcd.Tests.Support;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Persistence.Etcd.Tests;

/// <summary>What the transport makes of answers that no healthy etcd gives.</summary>
public sealed class GrpcTransportTests
{
    [Theory]
    [InlineData(16, "etcdserver: invalid auth token", EtcdFault.InvalidToken)]
    [InlineData(3, "etcdserver: revision of auth store is old", EtcdFault.InvalidToken)]
    [InlineData(3, "etcdserver: user name is empty", EtcdFault.InvalidToken)]
    [InlineData(9, "etcdserver: authentication is not enabled", EtcdFault.AuthNotEnabled)]
    [InlineData(11, "etcdserver: mvcc: required revision has been compacted", EtcdFault.Compacted)]
    [InlineData(11, "etcdserver: mvcc: required revision is a future revision", EtcdFault.Refused)]
    [InlineData(5, "etcdserver: requested lease not found", EtcdFault.NotFound)]
    [InlineData(8, "etcdserver: too many requests", EtcdFault.Unreachable)]
    [InlineData(8, "etcdserver: mvcc: database space exceeded", EtcdFault.Refused)]
    [InlineData(3, "etcdserver: too many operations in txn request", EtcdFault.Refused)]
    [InlineData(7, "etcdserver: permission denied", EtcdFault.Refused)]
    [InlineData(14, "etcdserver: leader changed", EtcdFault.Unreachable)]
    [InlineData(14, "etcdserver: request timed out", EtcdFault.Unreachable)]
    [InlineData(2, "raft: stopped", EtcdFault.Unreachable)]
    public async Task A_status_means_what_etcd_means_by_it(int code, string text, object fault)
    {
        // The text comes percent-encoded, and the status of a call that fails at once among the headers.
        var failure = await FailureAsync(Reply([], code, Uri.EscapeDataString(text), asTrailers: code % 2 == 0));

        Assert.Equal((EtcdFault)fault, failure.Fault);
        Assert.Contains(text, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_is_read_whole()
    {
        var kv = new KeyValue { Key = ByteString.CopyFromUtf8("k"), Value = ByteString.CopyFrom(new byte[100_000]) };
        var reply = new RangeResponse { Count = 3, Kvs = { kv } };

        var read = await CallAsync(Reply(Frame(reply.ToByteArray()), 0));

        Assert.Equal(reply, read);
    }

    [Fact]
    public async Task An_empty_message_is_a_reply()
        => Assert.Equal(new RangeResponse(), await CallAsync(Reply(Frame([]), 0)));

    public static TheoryData<byte[]> BrokenFrames => new(
        [],
        [0, 0],
        [1, 0, 0, 0, 0],
        [0, 0, 0, 0, 9, 1, 2],
        [0, 0, 0, 0, 1, 8, 8, 8],
        [0, 255, 255, 255, 255, 1],
        [0, 0, 0, 0, 2, 255, 255]);

    [Theory]
    [MemberData(nameof(BrokenFrames))]
    public async Task A_broken_frame_leaves_the_outcome_open(byte[] body)
        => Assert.Equal(EtcdFault.Unreachable, (await FailureAsync(Reply(body, 0))).Fault);

    [Fact]
    public async Task A_reply_without_a_status_leaves_the_outcome_open()
        => Assert.Equal(EtcdFault.Unreachable, (await FailureAsync(Reply(Frame([])))).Fault);

    [Fact]
    public async Task An_answer_that_is_not_grpc_names_its_http_status()
        => Assert.Contains("502", (await FailureAsync(Refusal(HttpStatusCode.BadGateway))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task What_a_proxy_says_is_not_taken_for_the_word_of_etcd(HttpStatusCode code)
        => Assert.Equal(EtcdFault.Unreachable, (await FailureAsync(Refusal(code))).Fault);

    [Fact]
    public async Task An_attempt_ends_with_its_time_and_a_cancelled_one_as_cancelled()
    {
        var time = new ManualTimeProvider();
        using var members = new EtcdMembers([], new Silent());
        var late = CallAsync(members, time, CancellationToken.None);
        await Eventually.TrueAsync(() => time.ArmedTimers == 1);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(EtcdFault.Unreachable, (await Assert.ThrowsAsync<EtcdCallException>(() => late)).Fault);

        using var source = new CancellationTokenSource();
        var cancelled = CallAsync(members, time, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
    }

    [Theory]
    [InlineData(1, 60)]
    [InlineData(2, 1)]
    public async Task A_slow_member_is_left_after_one_attempt_but_waited_for_when_there_is_no_other(int members, int seconds)
    {
        var time = new ManualTimeProvider();
        var silent = new Silent();
        var options = new EtcdRegistryStoreOptions { AttemptTimeout = TimeSpan.FromSeconds(1), OperationTimeout = TimeSpan.FromSeconds(60) };
        for (var i = 1; i <= members; i++)
        {
            options.Endpoints.Add($"http://127.0.0.{i}:1");
        }

        using var instruments = new EtcdStoreInstruments(factory: null);
        using var client = new GrpcEtcdClient(options, silent, time, instruments, NullLogger.Instance);
        var call = client.RangeAsync(new RangeRequest(), CancellationToken.None);
        await Eventually.TrueAsync(() => silent.Calls == 1 && time.ArmedTimers == 1);

        time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, silent.Calls);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await Eventually.TrueAsync(() => members == 1 ? call.IsCompleted : silent.Calls == 2);
    }

    [Fact]
    public async Task The_next_member_is_asked_at_once_and_pauses_grow_after_the_first_round()
    {
        var time = new ManualTimeProvider();
        var log = new ListLogger();
        var options = new EtcdRegistryStoreOptions
        {
            Endpoints = { "http://127.0.0.1:1", "http://127.0.0.2:1" },
            OperationTimeout = TimeSpan.FromSeconds(2),
        };
        using var instruments = new EtcdStoreInstruments(factory: null);
        using var client = new GrpcEtcdClient(options, time, instruments, log);

        var call = client.RangeAsync(new RangeRequest { Key = ByteString.CopyFromUtf8("k") }, CancellationToken.None);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            return call.IsCompleted;
        });

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => call);
        Assert.Contains("http://127.0.0.1:1, http://127.0.0.2:1", failure.Message, StringComparison.Ordinal);
        Assert.Single(log.Entries);
    }

    private static async Task<EtcdCallException> FailureAsync(HttpResponseMessage reply)
        => await Assert.ThrowsAsync<EtcdCallException>(() => CallAsync(reply));

    private static async Task<RangeResponse> CallAsync(HttpResponseMessage reply)
    {
        using var members = new EtcdMembers([], new Canned(reply));
        return await CallAsync(members, TimeProvider.System, CancellationToken.None);
    }

    private static Task<RangeResponse> CallAsync(EtcdMembers members, TimeProvider time, CancellationToken cancellationToken)
        => EtcdAttempt.CallAsync(
            members.Current, EtcdMethod.Range, new RangeRequest(), EtcdLogin.NoLogin, TimeSpan.FromSeconds(1), time, cancellationToken);

    private static HttpResponseMessage Reply(byte[] body, int code, string text = "", bool asTrailers = true)
    {
        var reply = Reply(body);
        var headers = asTrailers ? reply.TrailingHeaders : reply.Headers;
        headers.TryAddWithoutValidation("grpc-status", code.ToString(System.Globalization.CultureInfo.InvariantCulture));
        headers.TryAddWithoutValidation("grpc-message", text);
        return reply;
    }

    private static HttpResponseMessage Refusal(HttpStatusCode code) => new(code) { Version = HttpVersion.Version20 };

    private static HttpResponseMessage Reply(byte[] body)
        => new(HttpStatusCode.OK)
        {
            Version = HttpVersion.Version20,
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };

    private static byte[] Frame(byte[] message)
    {
        var frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    private sealed class Canned(HttpResponseMessage reply) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            => Task.FromResult(reply);
    }

    private sealed class Silent : HttpMessageHandler
    {
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("unreachable");
        }
    }
}
