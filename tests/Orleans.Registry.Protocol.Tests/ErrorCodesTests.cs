using System.Text.Json;

namespace Orleans.Registry.Protocol.Tests;

public sealed class ErrorCodesTests
{
    public static TheoryData<RegistryErrorCode> Codes => [.. Enum.GetValues<RegistryErrorCode>().Where(static c => c != RegistryErrorCode.None)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_code_is_its_name_in_snake_case_with_an_error_status(RegistryErrorCode code)
    {
        Assert.Equal(JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString()), ErrorCodes.ToText(code));
        Assert.InRange(ErrorCodes.ToStatus(code), 400, 504);
        Assert.Equal(code, ErrorCodes.FromWire(ErrorCodes.ToText(code), 0));
    }

    [Theory]
    [InlineData(null, 503, RegistryErrorCode.Unreachable)]
    [InlineData("from_the_future", 502, RegistryErrorCode.Unreachable)]
    [InlineData("none", 504, RegistryErrorCode.Unreachable)]
    [InlineData(null, 429, RegistryErrorCode.Overloaded)]
    [InlineData("unknown_parameter", 400, RegistryErrorCode.InvalidRequest)]
    [InlineData("payload_too_large", 413, RegistryErrorCode.InvalidRequest)]
    [InlineData(null, 500, RegistryErrorCode.Internal)]
    [InlineData(null, 200, RegistryErrorCode.Internal)]
    public void An_unknown_code_is_taken_by_its_status(string? text, int status, RegistryErrorCode expected)
        => Assert.Equal(expected, ErrorCodes.FromWire(text, status));

    [Fact]
    public void A_refusal_comes_back_as_it_was()
    {
        var error = RegistryError.Invalid([new("ttl", "must be less"), new("protection.window", "must be more")]) with { RetryAfter = TimeSpan.FromSeconds(1.5) };

        var dto = ProblemMapping.ToDto(error, "trace-1");
        var back = ProblemMapping.ToDomain(Json.Copy(dto, ProtocolJsonContext.Default.ProblemDto), dto.Status);

        Assert.Equal(["ttlSeconds", "protection.windowSeconds"], dto.Errors!.Select(static e => e.Field));
        Assert.Equal((error.Code, error.Message, error.RetryAfter), (back.Code, back.Message, back.RetryAfter));
        Assert.Equal(error.Fields, back.Fields);
    }

    [Fact]
    public void An_answer_without_problem_details_still_makes_an_error()
    {
        var error = ProblemMapping.ToDomain(null, 502, TimeSpan.FromSeconds(3));

        Assert.Equal(RegistryErrorCode.Unreachable, error.Code);
        Assert.Equal("the server answered 502 Bad Gateway", error.Message);
        Assert.Equal(TimeSpan.FromSeconds(3), error.RetryAfter);
    }

    [Theory]
    [InlineData("ttl", "ttlSeconds")]
    [InlineData("healthChecks[0].interval", "healthChecks[0].intervalSeconds")]
    [InlineData("traffic.breakerOpenFor", "traffic.breakerOpenForSeconds")]
    [InlineData("metadata.ttl", "metadata.ttl")]
    [InlineData("address", "address")]
    public void Fields_are_named_as_the_caller_wrote_them(string domain, string wire)
    {
        Assert.Equal(wire, WireFields.ToWire(domain));
        Assert.Equal(domain, WireFields.ToDomain(wire));
    }
}
