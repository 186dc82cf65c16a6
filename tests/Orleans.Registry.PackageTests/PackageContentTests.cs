using System.Buffers.Binary;
using System.Text;

namespace Orleans.Registry.PackageTests;

[Collection(SharedPackages.Name)]
public sealed class PackageContentTests(PackedSolution solution)
{
    [Fact]
    public void Every_library_and_the_program_are_packed_and_nothing_else()
    {
        var libraries = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(
            libraries.Append("Orleans.Registry.Tool").Order(StringComparer.Ordinal),
            solution.Packages.Select(static p => p.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_package_says_what_it_is()
        => Assert.All(solution.Packages, package =>
        {
            Assert.Equal(solution.Version, package.Version);
            Assert.Equal("MIT", package["license"]);
            Assert.NotEqual("Package Description", package["description"]);
            Assert.NotEmpty(package["description"]);
            Assert.NotEmpty(package["tags"]);
            Assert.Equal("git", (string?)package.Repository?.Attribute("type"));
            Assert.StartsWith("https://", (string?)package.Repository?.Attribute("url"), StringComparison.Ordinal);
            Assert.StartsWith($"# {package.Id}", Encoding.UTF8.GetString(package.Read(package["readme"])), StringComparison.Ordinal);

            // Bytes 16 to 23 of a PNG: width and height.
            var icon = package.Read(package["icon"]);
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], icon[..4]);
            Assert.Equal((128, 128), (BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(20))));
        });

    [Fact]
    public void A_library_has_its_documentation_for_each_framework_and_its_symbols_beside_it()
        => Assert.All(solution.Packages.Where(static p => !p.IsTool), package =>
        {
            var symbols = Package.Open(Path.ChangeExtension(package.Path, ".snupkg"));
            Assert.NotEmpty(package.Frameworks);
            Assert.All(package.Frameworks, framework =>
            {
                Assert.Contains($"lib/{framework}/{package.Id}.dll", package.Files);
                Assert.Contains($"lib/{framework}/{package.Id}.xml", package.Files);
                Assert.Contains($"lib/{framework}/{package.Id}.pdb", symbols.Files);
            });
        });

    [Fact]
    public void Packages_of_one_build_need_one_another_in_one_version()
        => Assert.All(solution.Packages, package =>
            Assert.All(package.OwnDependencyVersions, version => Assert.Equal(solution.Version, version.Trim('[', ']'))));

    [Theory]
    [InlineData("Orleans.Registry.Client")]
    [InlineData("Orleans.Registry.Routing")]
    [InlineData("Orleans.Registry.Protocol")]
    [InlineData("Orleans.Registry.Abstractions")]
    public void A_client_runs_on_dotnet_8_without_the_web_framework(string id)
    {
        var package = solution.Packages.Single(p => p.Id == id);

        Assert.Contains("net8.0", package.Frameworks);
        Assert.DoesNotContain("(Microsoft.AspNetCore.App)", package.Dependencies);
    }
}
