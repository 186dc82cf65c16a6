namespace Orleans.Registry.ArchitectureTests;

public sealed class SourceBudgetTests
{
    private const int MaxLines = 400;

    /// <summary>Files that may be longer, each with the reason. A file that no longer needs its entry fails the test.</summary>
    private static readonly Dictionary<string, string> Exceptions = [];

    [Fact]
    public void No_source_file_is_longer_than_400_lines_without_a_reason()
    {
        var tooLong = Repository.Files("*.cs").Where(path => File.ReadLines(Path.Combine(Repository.Root, path)).Count() > MaxLines);

        Assert.Equal(Exceptions.Keys.Order(), tooLong.Order());
    }
}
