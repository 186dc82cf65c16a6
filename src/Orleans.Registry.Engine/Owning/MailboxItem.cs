using System.Diagnostics;
using Orleans.Registry.Core;

namespace Orleans.Registry.Engine;

/// <summary>
/// Something for an owner to do in its turn: a command, to take an image, to look what is stored, or only to say that its turn
/// has come.
/// </summary>
internal sealed class MailboxItem
{
    private readonly TaskCompletionSource<CommandOutcome>? _outcome;
    private readonly TaskCompletionSource<ServiceImage>? _image;

    public MailboxItem(ServiceCommand command)
    {
        Command = command;
        Caller = RegistryActivities.Current;
        _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public MailboxItem() => _image = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private MailboxItem(TaskCompletionSource<CommandOutcome> outcome) => _outcome = outcome;

    /// <summary>The command; <c>null</c> for the others.</summary>
    public ServiceCommand? Command { get; }

    /// <summary>The span of whoever gave the command; turns run in nobody's.</summary>
    public ActivityContext Caller { get; }

    /// <summary>Whether it only says that everything before it is done.</summary>
    public bool IsBarrier => Command is null && _image is null && !IsRefresh;

    /// <summary>Whether the service is to be brought up to what is stored.</summary>
    public bool IsRefresh { get; private init; }

    public static MailboxItem NewBarrier() => new(new TaskCompletionSource<CommandOutcome>(TaskCreationOptions.RunContinuationsAsynchronously));

    public static MailboxItem NewRefresh()
        => new(new TaskCompletionSource<CommandOutcome>(TaskCreationOptions.RunContinuationsAsynchronously)) { IsRefresh = true };

    public Task<CommandOutcome> Outcome => _outcome!.Task;

    public Task<ServiceImage> Image => _image!.Task;

    public void Complete(CommandOutcome outcome) => _outcome?.TrySetResult(outcome);

    public void Complete(ServiceImage image) => _image?.TrySetResult(image);

    public void Fail(Exception exception)
    {
        _outcome?.TrySetException(exception);
        _image?.TrySetException(exception);
    }
}
