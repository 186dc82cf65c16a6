namespace Orleans.Registry.Routing.Tests.Randomness;

public sealed class StableHashTests
{
    /// <summary>Other versions of the program must find the same values, or callers of mixed versions would split keys.</summary>
    [Theory]
    [InlineData("", 0xF52A15E9A9B5E89BUL)]
    [InlineData("a", 0x02C0BDBF481420F8UL)]
    [InlineData("session-42", 0x666A265472405471UL)]
    public void The_hash_of_a_text_never_changes(string text, ulong expected) => Assert.Equal(expected, StableHash.Of(text));
}
