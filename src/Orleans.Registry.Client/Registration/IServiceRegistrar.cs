namespace Orleans.Registry.Client;

/// <summary>
/// Registers instances of this process and keeps them alive for as long as its host runs: registers, renews all of them with
/// one call, registers again when the registry forgot one, stops when another process took an id over. A registry that cannot
/// be reached is tried again for ever and never stops or slows the program. All members may be used from many threads at once.
/// </summary>
public interface IServiceRegistrar
{
    /// <summary>The random number that tells this process from an earlier or later one under the same instance ids.</summary>
    ulong Incarnation { get; }

    /// <summary>What is registered or being registered, in no order. A copy.</summary>
    IReadOnlyList<IServiceRegistration> Registrations { get; }

    /// <summary>
    /// Begins to register an instance and returns at once. An <see cref="InstanceRegistration.Incarnation"/> of 0 becomes
    /// <see cref="Incarnation"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The registration is not valid; the message names every wrong field.</exception>
    /// <exception cref="InvalidOperationException">This process already registers that id, or is stopping.</exception>
    IServiceRegistration Add(InstanceRegistration registration);
}
