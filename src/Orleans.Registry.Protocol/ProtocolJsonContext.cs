using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Registry.Protocol;

/// <summary>
/// The JSON of the protocol: camel case, null members left out, durations as numbers of seconds, times as RFC 3339 in UTC.
/// <see cref="Default"/> ignores members it does not know, as readers of answers must; <see cref="Strict"/> refuses unknown
/// and repeated members, as the server does for requests.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RegistrationDto))]
[JsonSerializable(typeof(RegistrationReceiptDto))]
[JsonSerializable(typeof(MutationReceiptDto))]
[JsonSerializable(typeof(InstanceAnswerDto))]
[JsonSerializable(typeof(InstanceUpdateDto))]
[JsonSerializable(typeof(HealthReportDto))]
[JsonSerializable(typeof(HealthCheckAnswerDto))]
[JsonSerializable(typeof(OverrideRequestDto))]
[JsonSerializable(typeof(DrainProgressDto))]
[JsonSerializable(typeof(RenewalsRequestDto))]
[JsonSerializable(typeof(RenewalsResponseDto))]
[JsonSerializable(typeof(ServiceAnswerDto))]
[JsonSerializable(typeof(ServiceListDto))]
[JsonSerializable(typeof(DiscoveryAnswerDto))]
[JsonSerializable(typeof(HistoryPageDto))]
[JsonSerializable(typeof(HistoryDifferenceDto))]
[JsonSerializable(typeof(ExplanationDto))]
[JsonSerializable(typeof(WhatIfRequestDto))]
[JsonSerializable(typeof(WhatIfAnswerDto))]
[JsonSerializable(typeof(StatsDto))]
[JsonSerializable(typeof(HealthDto))]
[JsonSerializable(typeof(PolicyChangeDto))]
[JsonSerializable(typeof(PolicyHistoryDto))]
[JsonSerializable(typeof(ConfigurationChangeDto))]
[JsonSerializable(typeof(ConfigurationHistoryDto))]
[JsonSerializable(typeof(RollbackDto))]
[JsonSerializable(typeof(WatchRequestDto))]
[JsonSerializable(typeof(WatchOpenDto))]
[JsonSerializable(typeof(WatchEndDto))]
[JsonSerializable(typeof(WatchEventDto))]
[JsonSerializable(typeof(LongPollDto))]
[JsonSerializable(typeof(IReadOnlyList<ConfirmationDto>))]
[JsonSerializable(typeof(ConfirmationsResponseDto))]
[JsonSerializable(typeof(ProblemDto))]
public sealed partial class ProtocolJsonContext : JsonSerializerContext
{
    /// <summary>Refuses members it does not know and members given twice.</summary>
    public static ProtocolJsonContext Strict { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
    });
}
