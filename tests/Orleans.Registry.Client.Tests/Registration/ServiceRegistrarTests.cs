using Orleans.Registry.TestKit;

namespace Orleans.Registry.Client.Tests.Registration;

public sealed class ServiceRegistrarTests : IAsyncDisposable
{
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(15);
    private readonly RegistrarFixture _fixture = new();

    public async ValueTask DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task One_call_renews_all_leases_of_the_process()
    {
        await _fixture.RegisteredAsync("a");
        await _fixture.RegisteredAsync("b");
        await _fixture.RegisteredAsync("c");

        await _fixture.NextRenewalAsync();

        var renewed = Assert.Single(_fixture.Script.Renewals);
        Assert.Equal(["a", "b", "c"], renewed.Select(static r => r.Id.Value).Order());
        Assert.All(renewed, r => Assert.Equal(_fixture.Registrar.Incarnation, r.Incarnation));
    }

    [Fact]
    public async Task A_lease_is_renewed_somewhat_less_than_a_third_of_its_ttl_after_the_last_time_and_not_before()
    {
        await _fixture.RegisteredAsync("a");

        _fixture.Time.Advance(TimeSpan.FromSeconds(8.99));
        Assert.Empty(_fixture.Script.Renewals);
        _fixture.Time.Advance(TimeSpan.FromSeconds(0.01));

        await Eventually.TrueAsync(() => _fixture.Script.Renewals.Count == 1);
    }

    [Fact]
    public async Task The_shortest_ttl_sets_the_pace_also_when_it_comes_later()
    {
        await _fixture.RegisteredAsync("slow", TimeSpan.FromMinutes(10), planned: TimeSpan.FromSeconds(180));
        await _fixture.RegisteredAsync("quick", TimeSpan.FromSeconds(3), planned: TimeSpan.FromSeconds(0.9));

        await _fixture.NextRenewalAsync(TimeSpan.FromSeconds(0.9));

        Assert.Equal(2, Assert.Single(_fixture.Script.Renewals).Length);
    }

    [Fact]
    public async Task The_ttl_of_the_registry_counts_when_none_was_asked_for()
    {
        _fixture.Script.OnRegister = static r => RegistryScript.Receipt(
            r with { Details = r.Details with { Ttl = TimeSpan.FromSeconds(6) } });

        await _fixture.RegisteredAsync("a", TimeSpan.Zero, planned: TimeSpan.FromSeconds(1.8));

        await _fixture.NextRenewalAsync(TimeSpan.FromSeconds(1.8));
        Assert.Single(_fixture.Script.Renewals);
    }

    [Fact]
    public async Task A_forgotten_instance_is_registered_again_as_a_new_operation()
    {
        var registration = await _fixture.RegisteredAsync("a");
        await _fixture.RegisteredAsync("b");
        _fixture.Script.OnRenew = static r => Outcomes(r, static id => id == "a" ? RenewalOutcome.Unknown : RenewalOutcome.Renewed);

        await _fixture.NextRenewalAsync(planned: RegistrarFixture.RenewalPause);

        await Eventually.TrueAsync(() => registration.State == RegistrationState.Registered && _fixture.Script.Registered.Value == 3);
        var sent = _fixture.Script.Registrations.Where(static r => r.Registration.Id.Value == "a").ToList();
        Assert.Equal(2, sent.Count);
        Assert.NotEqual(sent[0].Operation, sent[1].Operation);
        Assert.Equal(sent[0].Registration, sent[1].Registration);
    }

    [Fact]
    public async Task What_was_reported_and_updated_is_there_after_the_registry_forgot_the_instance()
    {
        var registration = await _fixture.RegisteredAsync("a");
        await registration.ReportHealthAsync(new HealthReport(InstanceSignal.Ready));
        await registration.UpdateAsync(new InstanceUpdate { Weight = 7, Metadata = new Dictionary<string, string?> { ["k"] = "v" } });
        _fixture.Script.OnRenew = static r => Outcomes(r, static _ => RenewalOutcome.Unknown);

        await _fixture.NextRenewalAsync();

        await Eventually.TrueAsync(() => _fixture.Script.Registered.Value == 2);
        var sent = _fixture.Script.Registrations.Last().Registration;
        Assert.Equal(InstanceStatus.Healthy, sent.InitialStatus);
        Assert.Equal(7, sent.Details.Weight);
        Assert.Equal("v", sent.Details.Metadata["k"]);
    }

    [Fact]
    public async Task A_superseded_instance_is_no_longer_renewed_and_stays_registered_at_the_end()
    {
        var registration = await _fixture.RegisteredAsync("a");
        await _fixture.RegisteredAsync("b");
        _fixture.Script.OnRenew = static r => Outcomes(r, static id => id == "a" ? RenewalOutcome.Superseded : RenewalOutcome.Renewed);

        await _fixture.NextRenewalAsync();
        Assert.Equal(RegistrationState.Superseded, registration.State);
        await _fixture.NextRenewalAsync();
        await registration.RemoveAsync();

        Assert.Equal(["b"], _fixture.Script.Renewals.Last().Select(static r => r.Id.Value));
        Assert.DoesNotContain("drain", _fixture.Script.Calls);
        Assert.DoesNotContain("deregister", _fixture.Script.Calls);
        Assert.Equal(RegistrationState.Superseded, registration.State);
    }

    [Fact]
    public async Task A_take_over_that_was_not_heard_of_yet_is_found_before_anything_is_removed()
    {
        var registration = await _fixture.RegisteredAsync("a");
        _fixture.Script.OnRenew = static r => Outcomes(r, static _ => RenewalOutcome.Superseded);

        await Eventually.EndsAsync(registration.RemoveAsync());

        Assert.Equal(["register", "renew"], _fixture.Script.Calls);
    }

    [Fact]
    public async Task An_unreachable_registry_is_tried_on_with_the_same_operation_and_growing_pauses()
    {
        _fixture.Script.OnRegister = static _ => RegistryScript.Unreachable;
        var registration = _fixture.Registrar.Add(RegistrarFixture.Instance("a"));
        foreach (var pause in (int[])[160, 320, 640, 1280, 2560, 5120, 8000, 8000])
        {
            await _fixture.PlannedAsync(TimeSpan.FromMilliseconds(pause));
            _fixture.Time.Advance(TimeSpan.FromMilliseconds(pause));
        }

        await _fixture.PlannedAsync(TimeSpan.FromSeconds(8));
        _fixture.Script.OnRegister = static r => RegistryScript.Receipt(r);
        _fixture.Time.Advance(TimeSpan.FromSeconds(8));

        await Eventually.EndsAsync(registration.WaitUntilRegisteredAsync());
        Assert.Single(_fixture.Script.Registrations.Select(static r => r.Operation).Distinct());
        Assert.Null(registration.LastError);
    }

    [Fact]
    public async Task A_refusal_is_shown_and_tried_again_seldom()
    {
        _fixture.Script.OnRegister = static _ => RegistryError.Invalid("ttl", "must be 60 s or more here");

        var registration = _fixture.Registrar.Add(RegistrarFixture.Instance("a"));

        await _fixture.PlannedAsync(TimeSpan.FromSeconds(48));
        Assert.Equal(RegistrationState.Refused, registration.State);
        Assert.Equal(RegistryErrorCode.InvalidRequest, registration.LastError?.Code);
    }

    [Fact]
    public async Task Renewals_that_fail_are_tried_again_before_the_next_is_due_and_recover()
    {
        var registration = await _fixture.RegisteredAsync("a");
        _fixture.Script.OnRenew = static _ => RegistryScript.Unreachable;

        await _fixture.NextRenewalAsync(planned: TimeSpan.FromMilliseconds(160));
        Assert.Equal(RegistryErrorCode.Unreachable, registration.LastError?.Code);
        Assert.Equal(RegistrationState.Registered, registration.State);

        _fixture.Script.OnRenew = static r => Outcomes(r, static _ => RenewalOutcome.Renewed);
        _fixture.Time.Advance(TimeSpan.FromMilliseconds(160));
        await Eventually.TrueAsync(() => registration.LastError is null);
        Assert.Equal(_fixture.Time.GetUtcNow(), registration.LastRenewal);
        await _fixture.PlannedAsync(RegistrarFixture.RenewalPause);
    }

    [Fact]
    public async Task A_registry_that_cannot_tell_yet_is_asked_again_and_nothing_is_registered_anew()
    {
        var registration = await _fixture.RegisteredAsync("a");
        _fixture.Script.OnRenew = static r => Outcomes(r, static _ => RenewalOutcome.NotReady);

        await _fixture.NextRenewalAsync(planned: TimeSpan.FromMilliseconds(160));
        await _fixture.NextRenewalAsync(TimeSpan.FromMilliseconds(160), planned: TimeSpan.FromMilliseconds(320));

        Assert.Equal(1, _fixture.Script.Registered.Value);
        Assert.Equal(RegistrationState.Registered, registration.State);
    }

    [Fact]
    public async Task A_registry_that_throws_does_not_end_the_renewing()
    {
        await _fixture.RegisteredAsync("a");
        _fixture.Script.OnRenew = static _ => throw new InvalidOperationException("broken");
        await _fixture.NextRenewalAsync(planned: TimeSpan.FromMilliseconds(160));

        _fixture.Script.OnRenew = static r => Outcomes(r, static _ => RenewalOutcome.Renewed);
        await _fixture.NextRenewalAsync(TimeSpan.FromMilliseconds(160), planned: RegistrarFixture.RenewalPause);

        Assert.Equal(1, _fixture.Script.Renewed.Value);
    }

    [Fact]
    public async Task Leaving_drains_lingers_and_then_deregisters_and_renews_meanwhile()
    {
        var registration = await _fixture.RegisteredAsync("a");
        var drained = new TaskCompletionSource<RegistryResult<DrainProgress>>();
        _fixture.Script.OnDrain = _ => new(drained.Task);

        var removal = registration.RemoveAsync();
        await Eventually.TrueAsync(() => _fixture.Script.Calls.Contains("drain"));
        await _fixture.NextRenewalAsync(planned: DrainTimeout - RegistrarFixture.RenewalPause);
        Assert.Equal(RegistrationState.Draining, registration.State);
        drained.SetResult(new DrainProgress(default, true, 1, 1, [], 0));
        await _fixture.PlannedAsync(TimeSpan.FromMilliseconds(500));
        Assert.DoesNotContain("deregister", _fixture.Script.Calls);
        _fixture.Time.Advance(TimeSpan.FromMilliseconds(500));

        await Eventually.EndsAsync(removal);
        Assert.Equal(["register", "renew", "drain", "renew", "deregister"], _fixture.Script.Calls);
        Assert.Empty(_fixture.Registrar.Registrations);
    }

    [Fact]
    public async Task Leaving_an_unreachable_registry_does_not_hold_the_program_up()
    {
        var registration = await _fixture.RegisteredAsync("a");
        _fixture.Script.OnRenew = static _ => RegistryScript.Unreachable;

        await Eventually.EndsAsync(_fixture.Registrar.StopAsync(CancellationToken.None));

        Assert.Equal(RegistrationState.Removed, registration.State);
        Assert.DoesNotContain("drain", _fixture.Script.Calls);
    }

    [Fact]
    public async Task An_instance_that_was_never_acknowledged_can_be_taken_out()
    {
        _fixture.Script.OnRegister = static _ => RegistryScript.Unreachable;
        _fixture.Script.OnRenew = static r => Outcomes(r, static _ => RenewalOutcome.Unknown);
        var registration = _fixture.Registrar.Add(RegistrarFixture.Instance("a"));
        await Eventually.TrueAsync(() => _fixture.Script.Registered.Value == 1);

        await Eventually.EndsAsync(registration.RemoveAsync());

        await Assert.ThrowsAsync<InvalidOperationException>(() => registration.WaitUntilRegisteredAsync());
        Assert.DoesNotContain("deregister", _fixture.Script.Calls);
    }

    [Fact]
    public async Task A_registration_whose_answer_was_lost_is_taken_out_all_the_same()
    {
        _fixture.Script.OnRegister = static _ => RegistryScript.Unreachable;
        _fixture.Script.OnDrain = static _ => new(RegistryScript.Unreachable);
        var registration = _fixture.Registrar.Add(RegistrarFixture.Instance("a"));
        await Eventually.TrueAsync(() => _fixture.Script.Registered.Value == 1);

        await Eventually.EndsAsync(registration.RemoveAsync());

        Assert.Equal(["register", "renew", "drain", "deregister"], _fixture.Script.Calls);
    }

    [Fact]
    public async Task The_same_id_cannot_be_added_twice_nor_anything_while_stopping()
    {
        await _fixture.RegisteredAsync("a");
        Assert.Throws<InvalidOperationException>(() => _fixture.Registrar.Add(RegistrarFixture.Instance("a")));

        _fixture.Script.OnRenew = static _ => RegistryScript.Unreachable;
        await Eventually.EndsAsync(_fixture.Registrar.StopAsync(CancellationToken.None));

        Assert.Throws<InvalidOperationException>(() => _fixture.Registrar.Add(RegistrarFixture.Instance("b")));
    }

    [Fact]
    public void A_wrong_registration_is_refused_with_every_wrong_field()
    {
        var wrong = RegistrarFixture.Instance("a") with
        {
            Details = new InstanceDetails { Address = "", Port = 70_000, Weight = -1 },
        };

        var refusal = Assert.Throws<ArgumentException>(() => _fixture.Registrar.Add(wrong));

        Assert.Contains("address", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("port", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("weight", refusal.Message, StringComparison.Ordinal);
    }

    private static RegistryResult<IReadOnlyList<RenewalOutcome>> Outcomes(IReadOnlyList<Renewal> renewals, Func<string, RenewalOutcome> of)
        => RegistryResult.Success<IReadOnlyList<RenewalOutcome>>([.. renewals.Select(r => of(r.Id.Value))]);
}
