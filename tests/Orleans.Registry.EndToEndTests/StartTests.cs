namespace Orleans.Registry.EndToEndTests;

public sealed class StartTests : IDisposable
{
    private const int BadSettings = 2;
    private const int StoreUnusable = 3;
    private const int CannotListen = 4;

    private readonly string _directory = Directory.CreateTempSubdirectory("registry-start-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task All_wrong_settings_are_named_at_once()
    {
        var (code, error) = await ProgramRun.RunSiloAsync("--port", "99999", "--store", "paper", "--shard", "3", "--durability", "perhaps");

        Assert.Equal(BadSettings, code);
        Assert.Contains("port", error, StringComparison.Ordinal);
        Assert.Contains("paper", error, StringComparison.Ordinal);
        Assert.Contains("--shard", error, StringComparison.Ordinal);
        Assert.Contains("perhaps", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_directory_of_another_registry_is_refused()
    {
        await using var first = await SiloProcess.StartAsync();

        var (code, error) = await ProgramRun.RunSiloAsync("--port", "0", "--data", Path.Combine(first.Directory, "data"));

        Assert.Equal(StoreUnusable, code);
        Assert.Contains("in use by another registry", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_directory_that_cannot_be_written_is_refused()
    {
        // A file where the directory should be refuses every user, root too.
        var path = Path.Combine(_directory, "data");
        await File.WriteAllTextAsync(path, "occupied");

        var (code, error) = await ProgramRun.RunSiloAsync("--port", "0", "--data", path);

        Assert.Equal(StoreUnusable, code);
        Assert.Contains(path, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Journal_damaged_in_the_middle_is_refused_and_left_as_it_is()
    {
        await using var silo = await SiloProcess.StartAsync();
        for (var i = 0; i < 50; i++)
        {
            await silo.RegisterAsync("orders", $"orders-{i}");
        }

        await silo.KillAsync();
        var journal = Directory.GetFiles(Path.Combine(silo.Directory, "data"), "journal-*.log").Single();
        var bytes = await File.ReadAllBytesAsync(journal);
        bytes[1000] ^= 0x40;
        await File.WriteAllBytesAsync(journal, bytes);

        var (code, error) = await ProgramRun.RunSiloAsync("--port", "0", "--data", Path.Combine(silo.Directory, "data"));

        Assert.Equal(StoreUnusable, code);
        Assert.Contains(Path.GetFileName(journal), error, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(journal));
    }

    [Fact]
    public async Task Journal_of_a_newer_format_is_refused()
    {
        await using var silo = await SiloProcess.StartAsync();
        await silo.KillAsync();
        var journal = Directory.GetFiles(Path.Combine(silo.Directory, "data"), "journal-*.log").Single();
        var bytes = await File.ReadAllBytesAsync(journal);
        for (var i = 8; i < 12; i++)
        {
            bytes[i] = 0x7f;
        }

        await File.WriteAllBytesAsync(journal, bytes);

        var (code, error) = await ProgramRun.RunSiloAsync("--port", "0", "--data", Path.Combine(silo.Directory, "data"));

        Assert.Equal(StoreUnusable, code);
        Assert.NotEmpty(error);
    }

    [Fact]
    public async Task Port_in_use_is_refused()
    {
        await using var first = await SiloProcess.StartAsync("--store", "memory");

        var (code, error) = await ProgramRun.RunSiloAsync("--port", $"{first.Port}", "--store", "memory");

        Assert.Equal(CannotListen, code);
        Assert.Contains($"{first.Port}", error, StringComparison.Ordinal);
    }
}
