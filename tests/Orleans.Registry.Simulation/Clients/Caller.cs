using Orleans.Registry.Core;

namespace Orleans.Registry.Simulation.Clients;

/// <summary>Sends mutations one after the other, each again with the same operation id until it is answered.</summary>
internal sealed class Caller(World world)
{
    private int _calls;

    /// <summary>Whether a mutation is under way.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>Sends a mutation, however often it takes. <see cref="Abandon"/> ends it without an answer.</summary>
    public void Call(ServiceName service, ServiceCommand command, Action<Reply> answered)
    {
        IsBusy = true;
        Try(++_calls, service, command with { OperationId = world.Random.NewOperation() }, answered, tries: 1);
    }

    /// <summary>Forgets the mutation under way: its process has ended.</summary>
    public void Abandon()
    {
        _calls++;
        IsBusy = false;
    }

    private void Try(int call, ServiceName service, ServiceCommand command, Action<Reply> answered, int tries)
        => world.Network.Send(service, command, reply =>
        {
            if (call != _calls)
            {
                return;
            }

            if (reply is null || reply.IsTrouble)
            {
                world.Coverage.Count("mutation retried");
                world.Timeline.After(
                    world.Random.Between(10, 150),
                    () =>
                    {
                        if (call == _calls)
                        {
                            Try(call, service, command, answered, tries + 1);
                        }
                    });
                return;
            }

            IsBusy = false;
            answered(reply);
        }, isCareful: tries % 2 == 0);
}
