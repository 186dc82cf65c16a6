namespace Orleans.Registry.Client.Tests.Servers;

internal sealed record RecordedRequest(string Method, string Path, string IdempotencyKey, string Body);
