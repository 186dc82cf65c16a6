using Orleans.Registry.ClusterClientSample;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(SampleCommandLine.Usage);
    return 0;
}

// Its settings lie beside the program, wherever it is started from.
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
var (settings, unknown) = SampleCommandLine.Read(args);
builder.Configuration.AddInMemoryCollection(settings);
var (sample, wrong) = SampleOptions.Read(builder.Configuration);
if (unknown.Count + wrong.Count > 0)
{
    Console.Error.WriteLine($"This cannot start:\n  {string.Join("\n  ", unknown.Concat(wrong))}\n\n{SampleCommandLine.Usage}");
    return 2;
}

builder.Services.AddSingleton(sample);
builder.UseOrleansClient(client => client.Join(sample));

// They stop in the opposite order: while the registration drains, the watch still confirms what it has seen.
builder.Services.AddHostedService<WatchPrinter>();
builder.Services.AddHostedService<EventReader>();
builder.Services.AddHostedService<OwnRegistration>();
using var host = builder.Build();
var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
SampleOutput.Line($"looking for the cluster '{sample.ClusterId}' {sample.Whereabouts}");
try
{
    await host.RunAsync();
}
catch (Exception) when (lifetime.ApplicationStopping.IsCancellationRequested && !lifetime.ApplicationStarted.IsCancellationRequested)
{
    SampleOutput.Line("stopped before it had found the cluster");
}

return 0;
