using Orleans.Registry.ClientSample;

// A small web program of a service: it registers itself, watches a peer service, calls it through the balancer and prints
// what it sees. Start several; stop one gently (Ctrl+C) or roughly (kill -9) and watch the others.
var switches = new Dictionary<string, string>
{
    ["--service"] = "Sample:Service",
    ["--peer"] = "Sample:Peer",
    ["--port"] = "Sample:Port",
    ["--registry"] = "Sample:Registry",
    ["--ttl"] = "Sample:TtlSeconds",
    ["--calls-per-second"] = "Sample:CallsPerSecond",
};
var builder = WebApplication.CreateSlimBuilder();
builder.Configuration.AddCommandLine(args, switches);
var options = builder.Configuration.GetSection("Sample").Get<SampleOptions>() ?? new SampleOptions();
builder.Services.AddSingleton(options).AddSingleton<CallCounts>();
builder.WebHost.UseUrls($"http://127.0.0.1:{options.Port}");

builder.Services.AddServiceRegistryClient(client => client.Addresses.Add(options.Registry));
builder.Services.AddServiceRegistration(registration =>
{
    registration.Service = options.Service;
    registration.Ttl = TimeSpan.FromSeconds(options.TtlSeconds);
});
builder.Services.AddHttpClient<PeerCaller>().AddServiceDiscovery();
builder.Services.AddHostedService<PeerWatcher>();
builder.Services.AddHostedService<PeerCalling>();

var app = builder.Build();
app.MapGet("/", () => $"{options.Service} on port {options.Port}");
app.MapGet("/call", async (PeerCaller peer, CancellationToken cancellationToken) => await peer.CallAsync(cancellationToken));
app.MapGet("/stats", (CallCounts counts) => counts.Read());
await app.RunAsync();
