using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Registry.Embedded;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps the records of an embedded registry in a journal.</summary>
public static class JournalRegistryBuilderExtensions
{
    /// <summary>Chooses the journal as the store. May be called more than once; settings add up.</summary>
    public static EmbeddedRegistryBuilder UseJournal(this EmbeddedRegistryBuilder builder, Action<JournalStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptions<JournalStoreOptions>().Configure(configure).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JournalStoreOptions>, JournalStoreOptionsValidator>());
        return builder.UseStore(static s => new JournalRegistryStore(
            s.GetRequiredService<IOptions<JournalStoreOptions>>().Value,
            s.GetRequiredService<TimeProvider>(),
            s.GetService<ILogger<JournalRegistryStore>>() ?? NullLogger<JournalRegistryStore>.Instance,
            s.GetService<IMeterFactory>()));
    }
}
