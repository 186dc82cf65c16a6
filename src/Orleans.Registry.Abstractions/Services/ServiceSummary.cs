namespace Orleans.Registry;

/// <summary>One line of the list of services.</summary>
/// <param name="Name">The service.</param>
/// <param name="Position">Its epoch and revision.</param>
/// <param name="Instances">How many instances, whatever their status.</param>
/// <param name="Healthy">How many of them are healthy.</param>
/// <param name="Protected">Whether removals are held back.</param>
public sealed record ServiceSummary(ServiceName Name, ServicePosition Position, int Instances, int Healthy, bool Protected);
