namespace Mosaic.Benchmarks.Inserts;

/// <summary>An insert that waits for its batch. Completed on the pool, so its caller may go on right there.</summary>
internal sealed class PendingInsert(string id, byte[] json) : TaskCompletionSource
{
    public string Id => id;

    public byte[] Json => json;
}
