using Orleans.Registry.Embedded.Tests.Journal.Crashes;

namespace Orleans.Registry.Embedded.Tests.Journal;

/// <summary>Directories that cannot be used, and how that is said.</summary>
public sealed class JournalDirectoryTests
{
    [Fact]
    public async Task A_directory_that_another_process_has_is_refused_until_that_process_is_gone()
    {
        using var lab = new JournalLab();
        using var holder = ChildProcess.Start(ChildProcess.Hold, lab.Path);
        Assert.Equal("ready", await holder.ReadLineAsync());

        Assert.Contains($"in use by another registry (process {holder.Id} on ", await lab.RefusalAsync(), StringComparison.Ordinal);

        await holder.KillAsync();
        Assert.Equal(Revision.None, await lab.RevisionAsync("orders"));
    }

    [Fact]
    public async Task A_directory_that_this_process_has_is_refused()
    {
        using var lab = new JournalLab();
        await using var session = await lab.OpenAsync();

        Assert.Contains($"process {Environment.ProcessId} ", await lab.RefusalAsync(), StringComparison.Ordinal);

        await session.MustSendAsync("orders", d => d.Register("a"));
        await session.VerifyAsync();
    }

    [Fact]
    public async Task A_directory_is_free_again_after_a_failed_open()
    {
        using var lab = new JournalLab();
        var path = Path.Combine(lab.Path, "journal-0000000001.log");
        await File.WriteAllTextAsync(path, "not a journal");
        await lab.RefusalAsync();
        File.Delete(path);

        Assert.Equal(Revision.None, await lab.RevisionAsync("orders"));
    }

    [Fact]
    public async Task A_directory_is_made_with_those_above_it()
    {
        using var lab = new JournalLab();
        var store = Create(Path.Combine(lab.Path, "var", "lib", "registry"));

        await store.OpenAsync(CancellationToken.None);
        await store.DisposeAsync();

        Assert.Single(Directory.GetFiles(Path.Combine(lab.Path, "var", "lib", "registry"), "journal-*.log"));
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_directory_is_refused_with_its_path()
    {
        using var lab = new JournalLab();
        var path = Path.Combine(lab.Path, "data");
        await File.WriteAllTextAsync(path, "a file");

        Assert.Contains($"The data directory '{path}' cannot be used", await UnusableAsync(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_is_refused_with_its_path()
    {
        // Tests may run as root, whom no permission stops: the file system of the kernel stops even root.
        var path = OperatingSystem.IsLinux() ? "/proc/registry-data" : Path.Combine(Path.GetTempPath(), "no\0name");

        Assert.Contains($"The data directory '{path}' cannot be used", await UnusableAsync(path), StringComparison.Ordinal);
    }

    private static JournalRegistryStore Create(string path) => new(
        new JournalStoreOptions { Directory = path }, TimeProvider.System, new RecordingLogger());

    private static async Task<string> UnusableAsync(string path)
    {
        await using var store = Create(path);
        return (await Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenAsync(CancellationToken.None).AsTask())).Message;
    }
}
