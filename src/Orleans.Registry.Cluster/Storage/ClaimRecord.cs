namespace Orleans.Registry.Cluster;

/// <summary>The claim on the store as a whole.</summary>
[GenerateSerializer, Alias("Orleans.Registry.ClaimRecord")]
internal sealed class ClaimRecord
{
    /// <summary>The highest token that was ever given.</summary>
    [Id(0)]
    public long Token { get; set; }

    /// <summary>Who holds it.</summary>
    [Id(1)]
    public string Owner { get; set; } = string.Empty;

    /// <summary>How long it holds without a renewal, in ms.</summary>
    [Id(2)]
    public long Ttl { get; set; }

    /// <summary>When it lapses without one, in UTC ticks of its holder's clock; 0 when it was released.</summary>
    [Id(3)]
    public long Until { get; set; }

    public StoreClaim ToClaim(DateTimeOffset now) => new(new FencingToken(Token), Owner, TimeSpan.FromMilliseconds(Ttl), now.UtcTicks < Until);
}
