namespace Orleans.Registry.Client;

/// <summary>One frame of the watch connection, read.</summary>
/// <param name="Name">Its name (see <c>SseNames</c>).</param>
/// <param name="Event">The event it carries, if it is a snapshot, a change or a heartbeat.</param>
/// <param name="Reason">Why the server ends the stream, if it does.</param>
internal readonly record struct WatchFrame(string Name, WatchEvent Event, string Reason);
