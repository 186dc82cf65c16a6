namespace Orleans.Registry.Tests.Identity;

public sealed class InstanceIdTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("orders-7f9c:8080/β")]
    [InlineData("~!@#$%^&*()")]
    [InlineData("日本")]
    [InlineData("🚀")]
    [InlineData("e\u0301")]
    public void Printable_characters_make_an_id(string text) => Assert.Equal(text, InstanceId.Parse(text).Value);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("a\tb")]
    [InlineData("a\u007f")]
    [InlineData("a\u0085")] // NEXT LINE, a control character beyond ASCII
    [InlineData("a\u00a0")] // NO-BREAK SPACE
    [InlineData("a\u00ad")] // SOFT HYPHEN, which is not seen
    [InlineData("a\u200b")] // ZERO WIDTH SPACE
    [InlineData("a\u2028")] // LINE SEPARATOR
    [InlineData("a\u202e")] // RIGHT-TO-LEFT OVERRIDE
    [InlineData("a\ue000")] // private use
    [InlineData("a\uffff")] // not a character
    [InlineData("a\U000e0001")] // LANGUAGE TAG, a format character beyond the basic plane
    [InlineData("a\U000f0000")] // private use beyond the basic plane
    [InlineData("a\U0001ffff")] // not a character, beyond the basic plane
    public void White_space_control_format_and_unassigned_characters_do_not(string? text) => Assert.False(InstanceId.TryParse(text, out _));

    // Lone surrogates cannot be attribute arguments: they would not survive the assembly's UTF-8.
    [Fact]
    public void A_lone_surrogate_does_not_make_an_id()
    {
        Assert.False(InstanceId.TryParse("a\ud83d", out _));
        Assert.False(InstanceId.TryParse("\ud83d", out _));
        Assert.False(InstanceId.TryParse("\ude80a", out _));
        Assert.False(InstanceId.TryParse("\ud83d\ud83d\ude80", out _));
        Assert.False(InstanceId.TryParse("\ude80\ud83d", out _));
    }

    [Fact]
    public void An_id_has_at_most_256_characters()
    {
        Assert.True(InstanceId.TryParse(new string('x', 256), out _));
        Assert.False(InstanceId.TryParse(new string('x', 257), out _));
        Assert.False(InstanceId.TryParse(new string('x', 255) + "🚀", out _));
        Assert.True(InstanceId.TryParse(new string('x', 254) + "🚀", out _));
    }

    [Fact]
    public void Case_matters()
    {
        Assert.NotEqual(InstanceId.Parse("a"), InstanceId.Parse("A"));
        Assert.True(InstanceId.Parse("A") < InstanceId.Parse("a"));
    }

    [Fact]
    public void A_refused_id_is_quoted_without_control_characters()
    {
        var error = Assert.Throws<FormatException>(() => InstanceId.Parse("a\u001b\ud83d b"));

        Assert.DoesNotContain(error.Message, c => char.IsControl(c) || char.IsSurrogate(c));
    }

    [Fact]
    public void The_default_is_the_id_of_nothing()
    {
        Assert.True(default(InstanceId).IsEmpty);
        Assert.Equal(string.Empty, default(InstanceId).ToString());
        Assert.NotEqual(default, InstanceId.Parse("a"));
    }
}
