namespace Orleans.Registry.Protocol;

/// <summary>Renewals and their outcomes to the wire and back.</summary>
public static class RenewalMapping
{
    /// <summary>Wishes as they are sent.</summary>
    public static RenewalsRequestDto ToDto(this IReadOnlyList<Renewal> renewals)
    {
        ArgumentNullException.ThrowIfNull(renewals);
        var dtos = new RenewalDto[renewals.Count];
        for (var i = 0; i < dtos.Length; i++)
        {
            dtos[i] = new RenewalDto { Id = renewals[i].Id.Value, Incarnation = IncarnationText.Format(renewals[i].Incarnation) };
        }

        return new RenewalsRequestDto { Renewals = dtos };
    }

    /// <summary>Outcomes of an answer.</summary>
    /// <exception cref="FormatException">One is not of this protocol.</exception>
    public static IReadOnlyList<RenewalOutcome> ToDomain(this RenewalsResponseDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        return [.. dto.Results.Select(WireNames.Parse<RenewalOutcome>)];
    }
}
