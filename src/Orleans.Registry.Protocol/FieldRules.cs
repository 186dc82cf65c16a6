namespace Orleans.Registry.Protocol;

/// <summary>What fields must be, for error messages.</summary>
public static class FieldRules
{
    /// <summary>Of a service name.</summary>
    public const string ServiceName = "must be 1 to 128 characters out of a-z, 0-9, '-', '.' and '_'";

    /// <summary>Of an instance id.</summary>
    public const string InstanceId = "must be 1 to 256 printable characters without white space or control characters";

    /// <summary>Of a position.</summary>
    public const string Position = "must be an epoch and a revision such as 00c0ffee00c0ffee-42";

    /// <summary>Of an operation id.</summary>
    public const string OperationId = "must be a GUID, not all zero";

    /// <summary>Of a duration in a query string.</summary>
    public const string Duration = "must be a duration such as 30s, 500ms or 5";

    /// <summary>Of an incarnation.</summary>
    public const string Incarnation = "must be 1 to 16 hexadecimal digits";
}
