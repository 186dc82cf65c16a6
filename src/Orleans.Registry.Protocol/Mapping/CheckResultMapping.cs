namespace Orleans.Registry.Protocol;

/// <summary>Results of checks to the wire and back.</summary>
public static class CheckResultMapping
{
    /// <summary>What checks found, as it is sent.</summary>
    public static HealthCheckAnswerDto ToDto(this HealthCheckAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return new HealthCheckAnswerDto
        {
            Status = WireNames.Of(answer.Status),
            Results =
            [
                .. answer.Results.Select(static r => new HealthCheckResultDto
                {
                    Check = r.Check,
                    IsPassed = r.IsPassed,
                    Output = r.Output,
                    At = Times.ToWire(r.At),
                    DurationSeconds = r.Duration.TotalSeconds,
                }),
            ],
        };
    }

    /// <summary>What checks found, by an answer.</summary>
    /// <exception cref="FormatException">The status is not of this protocol.</exception>
    public static HealthCheckAnswer ToDomain(this HealthCheckAnswerDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        return new HealthCheckAnswer(
            WireNames.Parse<InstanceStatus>(dto.Status),
            [
                .. dto.Results.Select(static r => new HealthCheckResult(
                    r.Check, r.IsPassed, r.Output, Times.ToDomain(r.At), Seconds.ToTimeSpan(r.DurationSeconds))),
            ]);
    }
}
