namespace Orleans.Registry.Protocol;

/// <summary>Names of the HTTP headers of the protocol.</summary>
public static class RegistryHeaders
{
    /// <summary>Epoch of the service the answer shows: 16 hexadecimal digits.</summary>
    public const string Epoch = "X-Registry-Epoch";

    /// <summary>Revision of the service the answer shows.</summary>
    public const string Revision = "X-Registry-Revision";

    /// <summary>How long ago the source last knew that nothing newer existed, in whole milliseconds.</summary>
    public const string Age = "X-Registry-Age";

    /// <summary>Who answered; see <see cref="WireNames.Of(AnswerSource)"/>.</summary>
    public const string Source = "X-Registry-Source";

    /// <summary>The caller's <see cref="OperationId"/> of a mutation: a GUID, the same for each retry of it.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>Where a watch resumes: the <c>id</c> of the last event taken in.</summary>
    public const string LastEventId = "Last-Event-ID";
}
