using Microsoft.Extensions.Options;

namespace Orleans.Registry.Silo;

/// <summary>Composes the program: configuration to engine, store and front doors. It has no rules of its own.</summary>
internal static class SiloHost
{
    /// <summary>Builds the host.</summary>
    /// <exception cref="OptionsValidationException">The settings are wrong; it names all faults.</exception>
    public static WebApplication Build(string[] args)
    {
        // The program's own folder is its content root, so that its appsettings.json is found from anywhere.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        List<string> errors = [.. SiloCommandLine.Validate(args)];
        builder.Configuration.AddCommandLine(SiloCommandLine.Understood(args), SiloCommandLine.Mappings);
        var section = builder.Configuration.GetSection(SiloOptions.Section);
        var options = SiloOptions.Read(section, errors);
        if (errors.Count > 0)
        {
            throw new OptionsValidationException(SiloOptions.Section, typeof(SiloOptions), errors);
        }

        AddLogs(builder.Logging, options);
        SiloTelemetry.Add(builder, section);
        Listen(builder.WebHost, builder.Configuration, options);
        if (SiloOptions.Is(options.Engine, OrleansEngine.Name))
        {
            return OrleansEngine.Build(builder, options, section);
        }

        var registry = builder.Services.AddEmbeddedServiceRegistry(embedded =>
        {
            embedded.LogCapacity = options.LogCapacity;
            embedded.LeaseGrace = TimeSpan.FromSeconds(options.LeaseGraceSeconds);
            embedded.Standby = options.Standby;
            embedded.TakeOver = options.TakeOver;
            embedded.ClaimTtl = TimeSpan.FromSeconds(options.ClaimTtlSeconds);
            embedded.StoreWait = options.StoreWait;
            embedded.Owner = OwnerName(builder.Configuration, options);
        });
        SiloStores.Add(registry, options, section);
        AddHealthChecks(builder.Services, options, section);
        builder.Services.AddServiceRegistryHttp(http => section.GetSection("Http").Bind(http));
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));

        builder.Services.AddSingleton(StartDescription.Embedded(options, section));
        builder.Services.AddHostedService<StartReport>();

        var app = builder.Build();
        app.MapServiceRegistry();
        SiloTelemetry.Map(app, section);
        return app;
    }

    public static void AddHealthChecks(IServiceCollection services, SiloOptions options, IConfigurationSection section)
        => services.AddServiceRegistryHealthChecks(checks =>
        {
            section.GetSection("HealthChecks").Bind(checks);
            checks.AllowScripts = options.AllowScriptChecks;
        });

    // What a standby, and who finds the store held, tells people about this registry.
    private static string OwnerName(ConfigurationManager configuration, SiloOptions options)
    {
        var urls = configuration["urls"] is { Length: > 0 } given ? given : Url(options);
        var unique = $" ({Environment.MachineName}, process {Environment.ProcessId}, {Guid.NewGuid():N})";
        return urls.Length + unique.Length <= 256 ? urls + unique : unique.Trim();
    }

    private static string Url(SiloOptions options)
    {
        var address = options.Address.Contains(':', StringComparison.Ordinal) ? $"[{options.Address}]" : options.Address;
        return FormattableString.Invariant($"http://{address}:{options.Port}");
    }

    private static void AddLogs(ILoggingBuilder logging, SiloOptions options)
    {
        logging.ClearProviders();
        if (SiloOptions.Is(options.Logs, "json"))
        {
            logging.AddJsonConsole(static json => json.UseUtcTimestamp = true);
        }
        else
        {
            logging.AddSimpleConsole(static text =>
            {
                text.SingleLine = true;
                text.TimestampFormat = "HH:mm:ss.fff ";
            });
        }
    }

    private static void Listen(ConfigureWebHostBuilder web, ConfigurationManager configuration, SiloOptions options)
    {
        web.UseKestrelHttpsConfiguration();
        web.ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MinResponseDataRate = null; // A watch may be quiet; the door itself drops readers that stall.
        });
        if (string.IsNullOrEmpty(configuration["urls"]))
        {
            web.UseUrls(Url(options));
        }
    }
}
