using Microsoft.Extensions.Options;
using Orleans.Registry;
using Orleans.Registry.Silo;

if (args is [CopyCommand.Name, .. var words])
{
    return await CopyCommand.RunAsync(words);
}

if (SiloCommandLine.AsksForHelp(args))
{
    await Console.Out.WriteAsync(SiloCommandLine.Help);
    return ExitCodes.Ok;
}

try
{
    await using var app = SiloHost.Build(args);
    await app.RunAsync();
    return Environment.ExitCode;
}
catch (OperationCanceledException)
{
    // Told to stop before the start was done.
    return ExitCodes.Ok;
}
catch (OptionsValidationException exception)
{
    return await ExitCodes.RefuseAsync(ExitCodes.BadSettings, exception.Failures);
}
catch (InvalidOperationException exception) when (exception.InnerException is FormatException)
{
    // The configuration binder's way to say that a value is not of its type.
    return await ExitCodes.RefuseAsync(ExitCodes.BadSettings, [exception.Message]);
}
catch (Exception exception) when (exception is StoreCorruptException or StoreUnavailableException)
{
    return await ExitCodes.RefuseAsync(ExitCodes.StoreUnusable, [exception.Message]);
}
catch (StoreHeldException exception)
{
    return await ExitCodes.RefuseAsync(ExitCodes.StoreHeld, [$"{exception.Message} (--standby, --take-over)"]);
}
catch (IOException exception)
{
    // The port is taken, or the like.
    return await ExitCodes.RefuseAsync(ExitCodes.CannotListen, [exception.Message]);
}
