namespace Orleans.Registry;

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Field">The field's name as the caller wrote it, with dots and indexes for nesting, e.g. <c>tags[2]</c>.</param>
/// <param name="Message">What it must be.</param>
public sealed record FieldError(string Field, string Message);
