namespace Mosaic.Benchmarks.Queues;

/// <summary>A queue of durable jobs. A job is enqueued, and acknowledged, once that survives what <see cref="Durability"/> says; a claim need not.</summary>
internal abstract class QueueSide
{
    /// <summary>What a job carries, as JSON.</summary>
    protected static readonly string Payload = new('x', 148);

    public abstract string Name { get; }

    public abstract string Durability { get; }

    public abstract Task OpenAsync(string folder);

    /// <summary>Called by many at once.</summary>
    public abstract ValueTask EnqueueAsync();

    /// <summary>As one unit.</summary>
    public abstract ValueTask EnqueueManyAsync(int count);

    /// <summary>Takes up to <paramref name="max"/> jobs and acknowledges them, as one unit; called by many at once.</summary>
    /// <returns>How many; 0: there are none.</returns>
    public abstract ValueTask<int> ProcessAsync(int max);

    public abstract Task CloseAsync();
}
