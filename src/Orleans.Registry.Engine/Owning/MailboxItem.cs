using Orleans.Registry.Core;

namespace Orleans.Registry.Engine;

/// <summary>Something for an owner to do in its turn: a command, or to take an image.</summary>
internal sealed class MailboxItem
{
    private readonly TaskCompletionSource<CommandOutcome>? _outcome;
    private readonly TaskCompletionSource<ServiceImage>? _image;

    public MailboxItem(ServiceCommand command)
    {
        Command = command;
        _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public MailboxItem() => _image = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The command; <c>null</c> to take an image.</summary>
    public ServiceCommand? Command { get; }

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
