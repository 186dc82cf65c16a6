namespace Orleans.Registry.Persistence.Etcd;

/// <summary>What became of one guarded transaction.</summary>
/// <param name="Status">The answer.</param>
/// <param name="Cursor">The service's head record after it, whoever wrote it.</param>
internal readonly record struct WriteResult(AppendStatus Status, ServiceCursor Cursor)
{
    public bool IsWritten => Status == AppendStatus.Appended;
}
