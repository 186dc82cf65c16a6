namespace Orleans.Registry.AspNetCore;

/// <summary>
/// A part of a request that an endpoint binds. A wrong one does not throw: it carries the refusal, and
/// <see cref="RequestFilter"/> answers it before the endpoint runs.
/// </summary>
internal interface IRequestArgument
{
    /// <summary>Why the part cannot be used; <c>null</c> when it can.</summary>
    Refusal? Refusal { get; }
}
