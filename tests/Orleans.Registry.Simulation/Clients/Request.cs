using Orleans.Registry.Simulation.Registry;

namespace Orleans.Registry.Simulation.Clients;

/// <summary>What is done at a registry when a message arrives there; it calls back with the answer, or never.</summary>
internal delegate void Request(SimulatedRegistry registry, Action<Reply> answer);
