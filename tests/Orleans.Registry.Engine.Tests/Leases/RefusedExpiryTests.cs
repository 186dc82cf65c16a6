namespace Orleans.Registry.Engine.Tests.Leases;

/// <summary>A closed lease refuses renewals: if its end cannot be stored, it must be open again.</summary>
public sealed class RefusedExpiryTests
{
    private readonly LeaseScene _scene = new();

    [Fact]
    public async Task A_lease_is_open_again_when_the_store_is_out()
    {
        await _scene.Register("a", ttl: 10);
        _scene.Store.Next(static _ => throw new StoreUnavailableException("out"));

        Assert.Equal(RegistryErrorCode.StoreUnavailable, (await _scene.RunOut("a")).Error?.Code);

        AssertOpen();
    }

    [Fact]
    public async Task A_lease_is_open_again_when_another_registry_has_taken_over()
    {
        await _scene.Register("a", ttl: 10);
        _scene.Store.Next(static _ => AppendStatus.Fenced);

        Assert.Equal(RegistryErrorCode.Fenced, (await _scene.RunOut("a")).Error?.Code);

        AssertOpen();
    }

    [Fact]
    public async Task A_lease_is_open_again_when_every_attempt_is_in_conflict()
    {
        await _scene.Register("a", ttl: 10);
        for (var i = 0; i < 3; i++)
        {
            _scene.Store.Next(static _ => AppendStatus.RevisionConflict);
        }

        Assert.Equal(RegistryErrorCode.NotReady, (await _scene.RunOut("a")).Error?.Code);

        AssertOpen();
    }

    [Fact]
    public async Task A_lease_is_open_again_when_the_turn_throws()
    {
        await _scene.Register("a", ttl: 10);
        _scene.Store.Next(static _ => throw new InvalidOperationException("a bug"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => _scene.RunOut("a"));

        AssertOpen();
    }

    [Fact]
    public async Task A_lease_is_open_again_when_the_service_cannot_be_read_back()
    {
        await _scene.Register("a", ttl: 10);
        _scene.Store.Next(static _ => throw new StoreUnavailableException("out"));
        await _scene.Register("b", ttl: 10);
        _scene.Store.FailNextLoad();

        Assert.Equal(RegistryErrorCode.StoreUnavailable, (await _scene.RunOut("a")).Error?.Code);

        AssertOpen();
    }

    private void AssertOpen()
    {
        Assert.Equal(1, _scene.Seconds("a"));
        Assert.Equal(RenewalOutcome.Renewed, _scene.Entry("a").Renew(0, 5));
    }
}
