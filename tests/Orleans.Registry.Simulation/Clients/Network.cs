using Orleans.Registry.Core;
using Orleans.Registry.Simulation.Oracles;
using Orleans.Registry.Simulation.Registry;

namespace Orleans.Registry.Simulation.Clients;

/// <summary>
/// Between callers and registries: messages take time, get lost in either direction, arrive twice, or reach a registry that
/// has been replaced and does not know it yet.
/// </summary>
internal sealed class Network(World world)
{
    private const long Timeout = 250;

    /// <summary>Sends a request; exactly one answer comes, <c>null</c> when none came in time.</summary>
    /// <param name="request">The request.</param>
    /// <param name="answered">Called with the answer.</param>
    /// <param name="isCareful">Whether the last try failed: then it is not lost, and goes to the newest registry.</param>
    public void Send(Request request, Action<Reply?> answered, bool isCareful)
    {
        var isOpen = true;
        void Close(Reply? reply)
        {
            if (isOpen)
            {
                isOpen = false;
                answered(reply);
            }
        }

        world.Timeline.After(Timeout, () => Close(null));
        var weather = world.Weather;
        if (world.Random.Chance(weather.Duplicate))
        {
            // A copy that went another way, to whoever is there when it arrives.
            world.Timeline.After(world.Random.Between(0, 3_000), () => Deliver(world.AnyRegistry(), request, static _ => { }));
        }

        if (!isCareful && world.Random.Chance(weather.LostRequest))
        {
            world.Coverage.Count("request lost");
            return;
        }

        var loses = !isCareful && world.Random.Chance(weather.LostReply);
        world.Coverage.Count(loses ? "reply lost" : "message");
        var registry = isCareful ? world.NewestRegistry : world.AnyRegistry();
        world.Timeline.After(Latency, () => Deliver(registry, request, reply =>
        {
            if (!loses)
            {
                world.Timeline.After(Latency, () => Close(reply));
            }
        }));
    }

    /// <summary>Sends a command of a service.</summary>
    public void Send(ServiceName service, ServiceCommand command, Action<Reply?> answered, bool isCareful) => Send(
        (registry, answer) => registry.Submit(service, command, outcome =>
        {
            OutcomeRules.CheckAcknowledgement(world, service, command, outcome);
            answer(new Reply(RenewalOutcome.None, outcome));
        }),
        answered,
        isCareful);

    private long Latency => world.Random.Between(0, 20);

    private static void Deliver(SimulatedRegistry? registry, Request request, Action<Reply> answer)
        => registry?.Clock.Run(() => request(registry, answer));
}
