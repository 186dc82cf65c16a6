using Microsoft.Extensions.Options;

namespace Orleans.Registry.Silo;

/// <summary><c>silo copy</c>: moves the state of a registry from one store to another.</summary>
internal static class CopyCommand
{
    public const string Name = "copy";

    private const string Help = """
        Copies all services of one store into another, empty one: revisions, epochs, history, overrides, policies, configurations.
        Stop the registry first; the copy holds the source meanwhile, and is read back and compared.

        Usage: silo copy --from STORE --to STORE

          journal:DIRECTORY
          redis:HOST:PORT[,HOST:PORT...][,prefix=P][,password=P][,any setting of StackExchange.Redis]
          etcd:URL[,URL...][,prefix=P][,user=U,password=P][,ca=FILE][,cert=FILE,key=FILE]

        A copy that was broken off is never taken for a whole one: copy once more.

        """;

    public static async Task<int> RunAsync(string[] args)
    {
        if (SiloCommandLine.AsksForHelp(args))
        {
            await Console.Out.WriteAsync(Help);
            return ExitCodes.Ok;
        }

        List<string> errors = [];
        var (from, to) = Read(args, errors);
        if (from is null || to is null || errors.Count > 0)
        {
            return await ExitCodes.RefuseAsync(ExitCodes.BadSettings, errors);
        }

        if (from.Directory is { } directory && !Directory.Exists(directory))
        {
            return await ExitCodes.RefuseAsync(ExitCodes.StoreUnusable, [$"there is no directory '{directory}'"]);
        }

        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            interrupted.Cancel();
        };
        try
        {
            return await CopyAsync(from, to, interrupted.Token);
        }
        catch (OptionsValidationException exception)
        {
            return await ExitCodes.RefuseAsync(ExitCodes.BadSettings, exception.Failures);
        }
        catch (StoreHeldException exception)
        {
            return await ExitCodes.RefuseAsync(ExitCodes.StoreHeld, [exception.Message]);
        }
        catch (Exception exception) when (exception is StoreCorruptException or StoreUnavailableException)
        {
            return await ExitCodes.RefuseAsync(ExitCodes.StoreUnusable, [exception.Message]);
        }
        catch (OperationCanceledException)
        {
            return await ExitCodes.RefuseAsync(ExitCodes.Failed, ["the copy was broken off and does not count"]);
        }
    }

    private static async Task<int> CopyAsync(StoreAddress from, StoreAddress to, CancellationToken cancellationToken)
    {
        using var loggers = LoggerFactory.Create(static logging => logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(static c => c.SingleLine = true));
        var began = TimeProvider.System.GetTimestamp();
        await using var source = from.Create(loggers);
        var copy = new StoreCopy(source, () => to.Create(loggers), TimeProvider.System);
        if (await copy.RunAsync(cancellationToken) is { } refusal)
        {
            return await ExitCodes.RefuseAsync(ExitCodes.StoreUnusable, [refusal]);
        }

        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        await Console.Out.WriteLineAsync(FormattableString.Invariant(
            $"Copied {copy.Services} services with {copy.Instances} instances and {copy.Changes} changes of history in {seconds:0.0} s, read back and found equal."));
        await Console.Out.WriteLineAsync($"  from {from}{Environment.NewLine}  to   {to}");
        return ExitCodes.Ok;
    }

    private static (StoreAddress? From, StoreAddress? To) Read(string[] args, List<string> errors)
    {
        Dictionary<string, string?> given = new(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] is not ("--from" or "--to"))
            {
                errors.Add($"'{args[i]}' is not known to silo copy; see silo copy --help");
            }
            else if (!given.TryAdd(args[i], i + 1 < args.Length ? args[++i] : null))
            {
                errors.Add($"{args[i - 1]} is given twice");
            }
        }

        return (StoreAddress.Read("--from", given.GetValueOrDefault("--from"), errors), StoreAddress.Read("--to", given.GetValueOrDefault("--to"), errors));
    }
}
