using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.Client;

/// <summary>
/// The registry over HTTP. What cannot be reached is answered <see cref="RegistryErrorCode.Unreachable"/>, after some attempts;
/// all attempts of a mutation carry one operation id, drawn here when the caller gave none. All watches of the process share
/// one connection, save those that name their watcher. Safe to use from many threads; dispose it to end the watches.
/// </summary>
public sealed partial class HttpServiceRegistry : IServiceRegistry, IAsyncDisposable
{
    private static readonly ProtocolJsonContext Json = ProtocolJsonContext.Default;

    private readonly RegistryTransport _transport;
    private readonly WatchConnections _watches;

    /// <summary>Makes a client; nothing is sent before it is used.</summary>
    /// <param name="options">How to reach the registry.</param>
    /// <param name="timeProvider">The clock; <c>null</c> for the system's.</param>
    /// <param name="loggers">Where to log; <c>null</c> for nowhere.</param>
    /// <exception cref="OptionsValidationException">The options are not valid; the message names every wrong field.</exception>
    public HttpServiceRegistry(ServiceRegistryClientOptions options, TimeProvider? timeProvider = null, ILoggerFactory? loggers = null)
        : this(options, timeProvider ?? TimeProvider.System, loggers ?? NullLoggerFactory.Instance, new ClientRandom())
    {
    }

    internal HttpServiceRegistry(ServiceRegistryClientOptions options, TimeProvider timeProvider, ILoggerFactory loggers, ClientRandom random)
    {
        ArgumentNullException.ThrowIfNull(options);
        var validated = new ServiceRegistryClientOptionsValidator().Validate(null, options);
        if (validated.Failed)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(ServiceRegistryClientOptions), validated.Failures);
        }

        var connection = new RegistryConnection(options.Addresses, timeProvider, loggers.CreateLogger<RegistryConnection>());
        _transport = new RegistryTransport(options, connection, timeProvider, random);
        _watches = new WatchConnections(named => new WatchMultiplexer(_transport, connection, options, timeProvider, random, loggers, named));
        Connection = connection;
    }

    /// <summary>Whether the registry answers.</summary>
    public IRegistryConnection Connection { get; }

    /// <summary>Ends all watches: their streams complete.</summary>
    public async ValueTask DisposeAsync()
    {
        await _watches.DisposeAsync().ConfigureAwait(false);
        _transport.Dispose();
    }

    private static byte[] Write<T>(T body, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(body, type);

    private static OperationId OrNew(OperationId given) => given.IsNone ? OperationId.NewId() : given;

    private async ValueTask<RegistryResult<TDomain>> SendAsync<TWire, TDomain>(
        RegistryCall<TWire> call, Func<TWire, TDomain> toDomain, CancellationToken cancellationToken)
    {
        var result = await _transport.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (!result.IsSuccess)
        {
            return result.Error;
        }

        try
        {
            return RegistryResult.Success(toDomain(result.Value));
        }
        catch (FormatException e)
        {
            return new RegistryError(RegistryErrorCode.Internal, $"The registry's answer is not of this protocol: {e.Message}");
        }
    }
}
