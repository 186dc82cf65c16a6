using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>The caller's operation id, out of the Idempotency-Key header; none when the header is absent.</summary>
internal sealed class IdempotencyKey : IRequestArgument
{
    private IdempotencyKey(OperationId operation, Refusal? refusal)
    {
        Operation = operation;
        Refusal = refusal;
    }

    public OperationId Operation { get; }

    public Refusal? Refusal { get; }

    public static ValueTask<IdempotencyKey?> BindAsync(HttpContext context) => ValueTask.FromResult<IdempotencyKey?>(Read(context));

    private static IdempotencyKey Read(HttpContext context)
    {
        var header = context.Request.Headers[RegistryHeaders.IdempotencyKey];
        if (header.Count == 0)
        {
            return new IdempotencyKey(OperationId.None, null);
        }

        // Quotes are what the header's draft standard wants; most clients send none.
        return header.Count == 1 && OperationId.TryParse(header[0]?.Trim('"'), out var operation)
            ? new IdempotencyKey(operation, null)
            : new IdempotencyKey(OperationId.None, Refusal.Invalid(RegistryHeaders.IdempotencyKey, FieldRules.OperationId));
    }
}
