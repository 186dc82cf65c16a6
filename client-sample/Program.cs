using OpenTelemetry.Metrics;
using Orleans.Registry.ClientSample;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(SampleCommandLine.Usage);
    return 0;
}

// Its settings lie beside the program, wherever it is started from.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Configuration.AddCommandLine(args, SampleCommandLine.Switches);
var (sample, problems) = SampleOptions.Read(builder.Configuration);
if (problems.Count > 0)
{
    Console.Error.WriteLine($"This cannot start:\n  {string.Join("\n  ", problems)}\n\n{SampleCommandLine.Usage}");
    return 2;
}

// The registration takes the address from the server, so a free port is as good as a fixed one.
if (builder.Configuration["urls"] is null || sample.Port != 0)
{
    builder.WebHost.UseUrls($"http://127.0.0.1:{sample.Port}");
}

builder.Services.AddSingleton(sample);
builder.Services.AddServiceRegistryClient(o => o.Addresses.Add(new Uri(sample.Registry)));
builder.Services.AddServiceRegistration(o =>
{
    o.Service = sample.Service;
    o.InstanceId = sample.Id;
    o.Version = sample.Version;
    o.Zone = sample.Zone;
    o.Ttl = TimeSpan.FromSeconds(sample.TtlSeconds);
}).UseServerAddress();
builder.Services.AddServiceDiscovery(o =>
{
    o.Zone = sample.Zone;
    o.LastKnownGoodFile = sample.LastKnownGoodFile;
});
builder.Services.AddHttpClient<PeerClient>().AddServiceDiscovery(o =>
{
    o.Policy = sample.Policy.Length == 0 ? null : sample.Policy;
});
builder.Services.AddOpenTelemetry().WithMetrics(static metrics => metrics.AddMeter("Orleans.Registry.*").AddPrometheusExporter());
builder.Services.AddSingleton<CallStats>();
builder.Services.AddHostedService<PeerWatch>();
builder.Services.AddHostedService<PeerCalls>();

var app = builder.Build();
app.MapSample();
app.MapPrometheusScrapingEndpoint();
await app.RunAsync();
return 0;
