using System.Text;
using Google.Protobuf;
using Orleans.Registry.Persistence.Etcd.Tests.Support;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Persistence.Etcd.Tests;

/// <summary>No name reaches into another's keys.</summary>
[RequiresServer(EtcdServer.Program)]
public sealed class EtcdKeysTests(SharedEtcd etcd) : IClassFixture<SharedEtcd>
{
    // Each is the beginning of another, or looks like the inside of another's keys.
    private static readonly string[] HostilePrefixes =
        ["a", "a/", "a/m/", "a/s/orders/i/", "a;", "ä/日本", "a b", "\"'`$(x)", "..", "A", "a\U0001F600", "\uffff"];

    [ServerFact]
    public async Task Registries_whose_prefixes_begin_alike_do_not_see_each_other()
    {
        var sessions = new List<ConformanceTests.Stores.StoreSession>();
        try
        {
            foreach (var prefix in HostilePrefixes)
            {
                var session = await EtcdTests.OpenAsync(EtcdTests.Options(etcd.Server.Address, prefix));
                sessions.Add(session);
                session.Token = (await session.Store.ClaimAsync(prefix, TimeSpan.FromMinutes(1), force: false, CancellationToken.None)).Token;
                await session.MustSendAsync("orders", d => d.Register($"instance-of-{sessions.Count}"));
            }

            foreach (var session in sessions)
            {
                await session.MustSendAsync("orders", d => d.SetPolicy());
                await session.VerifyAsync();
            }
        }
        finally
        {
            foreach (var session in sessions)
            {
                await session.DisposeAsync();
            }
        }
    }

    [Theory]
    [InlineData("a", "a-")]
    [InlineData("a", "a.b")]
    [InlineData("a", "a0")]
    [InlineData("a", "a_")]
    [InlineData("a-", "a.")]
    public void Services_and_their_keys_stand_in_the_same_order(string one, string other)
    {
        var keys = new EtcdKeys("test");
        var (left, right) = (keys.Of(ServiceName.Parse(one)), keys.Of(ServiceName.Parse(other)));

        Assert.Equal(
            Math.Sign(left.Meta.Span.SequenceCompareTo(right.Meta.Span)),
            Math.Sign(left.Prefix.Span.SequenceCompareTo(right.Prefix.Span)));
        Assert.True(left.End.Span.SequenceCompareTo(right.Prefix.Span) <= 0 || right.End.Span.SequenceCompareTo(left.Prefix.Span) <= 0);
    }

    [Theory]
    [InlineData("a/../b")]
    [InlineData("i/x")]
    [InlineData("日本-\U0001F600")]
    [InlineData("%2F")]
    public void An_id_comes_back_out_of_its_key(string text)
    {
        var service = new EtcdKeys("test").Of(ServiceName.Parse("orders"));
        var id = InstanceId.Parse(text);

        Assert.Equal(id, service.IdOf(service.Override(id)));
        Assert.Equal(ServiceKeyKind.Override, service.KindOf(service.Override(id)));
        Assert.True(service.Owns(service.Instance(id)));
    }

    [Fact]
    public void Log_keys_stand_in_the_order_of_their_revisions()
    {
        var service = new EtcdKeys("test").Of(ServiceName.Parse("orders"));
        long[] revisions = [0, 1, 9, 10, 11, 99, 100, int.MaxValue, long.MaxValue];

        var keys = revisions.Select(r => service.Log(new Revision(r))).ToArray();

        Assert.Equal(keys, keys.OrderBy(k => Encoding.UTF8.GetString(k.Span), StringComparer.Ordinal));
        Assert.Equal("test:s/orders/l/00000000000000000011", keys[4].ToStringUtf8());
        Assert.True(service.EndOf(ServiceKeyKind.Log).Span.SequenceCompareTo(keys[^1].Span) > 0);
    }

    [Fact]
    public void A_claim_is_below_the_bound_of_its_token_and_above_that_of_the_one_before()
    {
        foreach (var token in (long[])[1, 2, 255, 256, 65_535, int.MaxValue, long.MaxValue - 1])
        {
            var record = new ClaimRecord(new FencingToken(token), TimeSpan.FromSeconds(1), -1, "owner").Encode();

            Assert.True(record.Span.SequenceCompareTo(ClaimRecord.Above(new FencingToken(token)).Span) < 0);
            Assert.True(record.Span.SequenceCompareTo(ClaimRecord.Above(new FencingToken(token - 1)).Span) > 0);
        }
    }

    [Fact]
    public void The_key_after_another_is_the_very_next()
        => Assert.Equal(ByteString.CopyFrom("ab\0"u8), EtcdKeys.After(ByteString.CopyFrom("ab"u8)));
}
