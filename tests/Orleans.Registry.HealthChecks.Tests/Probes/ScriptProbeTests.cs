using System.Globalization;
using Orleans.Registry.HealthChecks.Tests.Support;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.HealthChecks.Tests.Probes;

/// <summary>With real programs.</summary>
public sealed class ScriptProbeTests
{
    [Theory]
    [InlineData("sh -c 'echo all good'", true, "exit code 0: all good")]
    [InlineData("sh -c 'echo no disk >&2; exit 2'", false, "exit code 2: no disk")]
    [InlineData("true", true, "exit code 0")]
    [InlineData("false", false, "exit code 1")]
    public async Task The_exit_code_decides(string command, bool passes, string output)
    {
        var result = await Probing.RunAsync(Fleet.Script(command));

        Assert.Equal((passes, output), (result.IsPassed, result.Output));
    }

    [Fact]
    public async Task There_is_no_shell_unless_it_is_the_program()
    {
        Assert.Equal("exit code 0: $HOME; *", (await Probing.RunAsync(Fleet.Script("echo $HOME; *"))).Output);
    }

    [Fact]
    public async Task The_program_learns_what_it_checks_and_nothing_of_the_registry()
    {
        Environment.SetEnvironmentVariable("Registry__Redis__ConnectionString", "secret");

        var result = await Probing.RunAsync(Fleet.Script("sh -c 'echo $REGISTRY_SERVICE $REGISTRY_INSTANCE $REGISTRY_ADDRESS $REGISTRY_PORT; env'"), 81);

        Assert.StartsWith("exit code 0: orders orders-1 127.0.0.1 81", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_a_failure_in_words()
    {
        var result = await Probing.RunAsync(Fleet.Script("/no/such/program now"));

        Assert.False(result.IsPassed);
        Assert.StartsWith("'/no/such/program' could not be started: ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_takes_too_long_is_ended_with_its_children()
    {
        var file = Path.GetTempFileName();
        using var limit = new CancellationTokenSource();
        var running = Probing.RunAsync(Fleet.Script($"sh -c 'sleep 600 & echo $! > {file}; wait'"), cancellationToken: limit.Token);
        var child = 0;
        await Eventually.TrueAsync(() => int.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out child));
        Assert.True(IsAlive(child));

        await limit.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(Eventually.DefaultDeadline));
        await Eventually.TrueAsync(() => !IsAlive(child));
        File.Delete(file);
    }

    [Fact]
    public async Task Output_without_end_is_read_and_bounded()
    {
        var result = await Probing.RunAsync(Fleet.Script("sh -c 'head -c 5000000 /dev/zero | tr \"\\\\0\" x'"));

        Assert.True(result.IsPassed);
        Assert.Equal(OutputText.MaxLength, result.Output.Length);
    }

    [Fact]
    public async Task A_child_that_lives_on_and_holds_the_output_does_not_hold_the_check()
    {
        var running = Probing.RunAsync(Fleet.Script("sh -c 'sleep 5 & echo started'"));

        var result = await Eventually.ResultAsync(running, TimeSpan.FromSeconds(4));

        Assert.Equal((true, "exit code 0: started"), (result.IsPassed, result.Output));
    }

    [Theory]
    [InlineData("a b  c", "a|b|c")]
    [InlineData("'a b' \"c d\"", "a b|c d")]
    [InlineData("a\\ b c\\\"d", "a b|c\"d")]
    [InlineData("'a\\b' \"a\\\"b\" ''", "a\\b|a\"b|")]
    [InlineData("x'y'z", "xyz")]
    [InlineData("a 'b", null)]
    [InlineData("   ", null)]
    [InlineData("'' a", null)]
    public void A_command_is_split_into_a_program_and_its_arguments(string command, string? words)
    {
        var split = CommandLine.Split(command);

        Assert.Equal(words, split is null ? null : string.Join('|', split));
    }

    // A process that has ended and was not waited for is a zombie: it is there, and does nothing.
    private static bool IsAlive(int id)
    {
        try
        {
            return !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
