namespace Orleans.Registry.Protocol;

/// <summary>Freshness to the wire and back.</summary>
public static class FreshnessMapping
{
    /// <summary>Freshness as it is sent.</summary>
    public static FreshnessDto ToDto(this Freshness freshness) => new()
    {
        Epoch = freshness.Position.Epoch.ToString(),
        Revision = freshness.Position.Revision.Value,
        AgeSeconds = freshness.Age.TotalSeconds,
        Source = WireNames.Of(freshness.Source),
    };

    /// <summary>Freshness of an answer.</summary>
    /// <exception cref="FormatException">It is not of this protocol.</exception>
    public static Freshness ToDomain(this FreshnessDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        var position = new ServicePosition(PositionText.ParseEpoch(dto.Epoch), new Revision(dto.Revision));
        return new Freshness(position, Seconds.ToTimeSpan(dto.AgeSeconds), WireNames.Parse<AnswerSource>(dto.Source));
    }
}
