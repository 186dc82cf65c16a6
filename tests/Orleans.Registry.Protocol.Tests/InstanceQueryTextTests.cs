namespace Orleans.Registry.Protocol.Tests;

public sealed class InstanceQueryTextTests
{
    private static readonly InstanceQuery Everything = new()
    {
        HealthyOnly = true,
        Tags = TagSet.Create(["a&b", "größe"]),
        Version = VersionRange.Parse(">=1.2 <2 || ^3.0"),
        Region = "eu",
        Zone = string.Empty,
        DataCenter = "dc 1",
        Protocol = "grpc",
        Metadata = StringMap.Create([new("k=y", "v?"), new("x", "")]),
    };

    [Fact]
    public void A_query_and_its_options_come_back_as_they_were()
    {
        var options = new ReadOptions { MinRevision = new Revision(7), Wait = TimeSpan.FromSeconds(1.5), Strong = true };

        var builder = Read(InstanceQueryText.Format(Everything, options));

        Assert.Empty(builder.Errors);
        Assert.Equal(Everything, builder.Query);
        Assert.Equal(options, builder.Options);
    }

    [Fact]
    public void The_plain_query_is_no_text_at_all()
    {
        Assert.Equal(string.Empty, InstanceQueryText.Format(InstanceQuery.All, ReadOptions.Default));
        Assert.Equal(string.Empty, InstanceQueryText.Format(null, null));
        Assert.Equal("?healthy=true", InstanceQueryText.Format(InstanceQuery.Healthy, null));
    }

    [Fact]
    public void All_wrong_values_are_noted()
    {
        var builder = Read("?healthy=no!&version=%2B&minRevision=x&wait=1d&strong=2&zone=a&zone=b");

        Assert.Equal(["healthy", "version", "minRevision", "wait", "strong", "zone"], builder.Errors.Select(static e => e.Field));
    }

    [Theory]
    [InlineData("Healthy")]
    [InlineData("tags")]
    [InlineData("meta.")]
    [InlineData("meta")]
    [InlineData("")]
    public void A_name_that_is_none_of_ours_is_not_taken(string name)
        => Assert.False(InstanceQueryText.TryRead(name, "x", new InstanceQueryBuilder()));

    private static InstanceQueryBuilder Read(string text)
    {
        var builder = new InstanceQueryBuilder();
        foreach (var pair in text.TrimStart('?').Split('&'))
        {
            var parts = pair.Split('=', 2);
            Assert.True(InstanceQueryText.TryRead(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1]), builder));
        }

        return builder;
    }
}
