using System.Reflection;

namespace Orleans.Registry.ArchitectureTests.PublicApi;

/// <summary>
/// What each library offers is written down beside this test, so that a change of it shows in a review. After a change that is
/// meant, run the tests once with <c>REGISTRY_WRITE_API=1</c> and commit what they wrote.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly bool MayWrite = Environment.GetEnvironmentVariable("REGISTRY_WRITE_API") == "1";

    /// <summary>The libraries that this project references, by file name.</summary>
    public static TheoryData<string> Libraries =>
        [.. Directory.GetFiles(AppContext.BaseDirectory, Repository.Prefix + "*.dll").Select(Path.GetFileNameWithoutExtension).OfType<string>()
            .Where(static name => !name.EndsWith("Tests", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void What_a_library_offers_is_what_is_written_down(string library)
    {
        var path = Path.Combine(Repository.Root, "tests", "Orleans.Registry.ArchitectureTests", "PublicApi", library + ".txt");
        string[] present = [.. ApiText.Of(Assembly.Load(library))];
        if (MayWrite)
        {
            File.WriteAllLines(path, present);
        }

        var written = File.ReadAllLines(path);

        Assert.Equal([], present.Except(written));
        Assert.Equal([], written.Except(present));
    }

    [Fact]
    public void Every_library_is_written_down()
    {
        var shipped = Repository.Shipped.Where(static p => p.Folder == "src").Select(static p => Repository.Prefix + p.Name);

        Assert.Equal(shipped.Order(StringComparer.Ordinal), Libraries.Select<object[], string>(static row => (string)row[0]));
    }
}
