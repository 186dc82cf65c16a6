using System.Text.Json;

namespace Orleans.Registry.Protocol.Tests;

public sealed class JsonTests
{
    [Fact]
    public void Names_are_camel_case_times_utc_durations_seconds_and_nothing_is_null()
    {
        var json = Json.Write(new ServiceAnswer(Samples.Snapshot, Samples.Freshness).ToDto(), ProtocolJsonContext.Default.ServiceAnswerDto);

        Assert.Contains("\"registeredAt\":\"2026-05-01T12:00:00.1234567Z\"", json, StringComparison.Ordinal);
        Assert.Contains("\"ttlSeconds\":12.5", json, StringComparison.Ordinal);
        Assert.Contains("\"ageSeconds\":1.2345", json, StringComparison.Ordinal);
        Assert.Contains("\"status\":\"outOfService\"", json, StringComparison.Ordinal);
        Assert.Contains("\"incarnation\":\"000000000000004d\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("null", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_protection_is_told_also_when_there_is_none()
    {
        var snapshot = new ServiceSnapshot
        {
            Service = ServiceName.Parse("web"), Epoch = new Epoch(1), Revision = new Revision(1), Instances = [], Policy = VersionedPolicy.BuiltIn,
        };

        var json = Json.Write(snapshot.ToDto(), ProtocolJsonContext.Default.ServiceSnapshotDto);

        Assert.Contains("\"protected\":null", json, StringComparison.Ordinal);
        Assert.DoesNotContain("changedAt", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_of_answers_ignores_what_it_does_not_know()
    {
        var dto = JsonSerializer.Deserialize("""{"wait":3,"changed":true,"position":"1-1"}""", ProtocolJsonContext.Default.MutationReceiptDto)!;

        Assert.True(dto.ToDomain().Changed);
    }

    [Theory]
    [InlineData("""{"weight":1,"wait":2}""")]
    [InlineData("""{"weight":1,"weight":2}""")]
    [InlineData("""{"Weight":1}""")]
    public void A_reader_of_requests_does_not(string json)
        => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, ProtocolJsonContext.Strict.InstanceUpdateDto));

    [Fact]
    public void A_policy_with_members_left_out_takes_their_defaults()
    {
        var dto = JsonSerializer.Deserialize("""{"policy":{"maxInstances":5,"protection":{"minExpired":2},"traffic":{}}}""", ProtocolJsonContext.Strict.PolicyChangeDto)!;

        var policy = dto.ToDomain(default).GetValueOrThrow().Policy;

        Assert.Equal(ServicePolicy.Default with { MaxInstances = 5, Protection = new ProtectionPolicy { MinExpired = 2 } }, policy);
    }

    [Theory]
    [InlineData("""{"isNew":true,"position":"x"}""")]
    [InlineData("""{"isNew":true}""")]
    public void An_answer_of_another_protocol_is_an_error_not_a_value(string json)
        => Assert.ThrowsAny<Exception>(() => JsonSerializer.Deserialize(json, ProtocolJsonContext.Default.RegistrationReceiptDto)!.ToDomain());
}
