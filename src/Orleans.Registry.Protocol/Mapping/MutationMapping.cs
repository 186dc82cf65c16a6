namespace Orleans.Registry.Protocol;

/// <summary>Mutations of instances and their receipts to the wire and back.</summary>
public static class MutationMapping
{
    /// <summary>A receipt as it is sent.</summary>
    public static RegistrationReceiptDto ToDto(this RegistrationReceipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return new() { IsNew = receipt.IsNew, Position = receipt.Position.ToString(), Instance = receipt.Instance.ToDto() };
    }

    /// <summary>A receipt of an answer.</summary>
    /// <exception cref="FormatException">It is not one of this protocol.</exception>
    public static RegistrationReceipt ToDomain(this RegistrationReceiptDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        return new(dto.Instance.ToDomain(), PositionText.Parse(dto.Position), dto.IsNew);
    }

    /// <summary>A receipt as it is sent.</summary>
    public static MutationReceiptDto ToDto(this MutationReceipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return new() { Changed = receipt.Changed, Position = receipt.Position.ToString(), Instance = receipt.Instance?.ToDto() };
    }

    /// <summary>A receipt of an answer.</summary>
    /// <exception cref="FormatException">It is not one of this protocol.</exception>
    public static MutationReceipt ToDomain(this MutationReceiptDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        return new(PositionText.Parse(dto.Position), dto.Changed, dto.Instance?.ToDomain());
    }

    /// <summary>An update as it is sent.</summary>
    public static InstanceUpdateDto ToDto(this InstanceUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return new() { Weight = update.Weight, Tags = update.Tags, Metadata = update.Metadata, ExpectedRevision = update.ExpectedRevision?.Value };
    }

    /// <summary>What a client sent as an update, or every wrong field of it.</summary>
    public static RegistryResult<InstanceUpdate> ToDomain(this InstanceUpdateDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        var read = new FieldReader([]);
        if (dto.ExpectedRevision < 0)
        {
            read.Refuse("expectedRevision", "must be 0 or more");
        }

        return read.Finish(new InstanceUpdate
        {
            Weight = dto.Weight is null ? null : read.Int("weight", dto.Weight, 0),
            Tags = dto.Tags is null ? null : read.Tags("tags", dto.Tags),
            Metadata = dto.Metadata,
            ExpectedRevision = dto.ExpectedRevision is { } revision ? new Revision(revision) : null,
        });
    }

    /// <summary>A report as it is sent.</summary>
    public static HealthReportDto ToDto(this HealthReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new() { Signal = WireNames.Of(report.Signal), Check = report.Check, Output = report.Output };
    }

    /// <summary>What a client sent as a report, or every wrong field of it.</summary>
    public static RegistryResult<HealthReport> ToDomain(this HealthReportDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        var read = new FieldReader([]);
        var signal = read.RequiredName<InstanceSignal>("signal", dto.Signal);
        return read.Finish(new HealthReport(signal, dto.Check ?? string.Empty, dto.Output ?? string.Empty));
    }

    /// <summary>Progress as it is sent.</summary>
    public static DrainProgressDto ToDto(this DrainProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        return new()
        {
            Position = progress.Position.ToString(),
            IsComplete = progress.IsComplete,
            Watchers = progress.Watchers,
            Confirmed = progress.Confirmed,
            Late = progress.Late,
            NonConfirming = progress.NonConfirming,
        };
    }

    /// <summary>Progress of an answer.</summary>
    /// <exception cref="FormatException">It is not of this protocol.</exception>
    public static DrainProgress ToDomain(this DrainProgressDto dto)
    {
        ArgumentNullException.ThrowIfNull(dto);
        return new(PositionText.Parse(dto.Position), dto.IsComplete, dto.Watchers, dto.Confirmed, dto.Late, dto.NonConfirming);
    }
}
