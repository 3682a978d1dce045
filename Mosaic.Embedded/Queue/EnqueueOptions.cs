namespace Mosaic;

/// <summary>How a job is enqueued.</summary>
public sealed record EnqueueOptions
{
    /// <summary>The job's id.</summary>
    /// <value>null: the store makes one.</value>
    public string? Id { get; init; }

    /// <summary>Higher runs first.</summary>
    /// <value>0.</value>
    public int Priority { get; init; }

    /// <summary>How long to wait before the first attempt.</summary>
    /// <value>null: not at all.</value>
    public TimeSpan? Delay { get; init; }

    /// <summary>The earliest time of the first attempt.</summary>
    /// <value>null: at once.</value>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>After this many failed attempts the job is a dead letter.</summary>
    /// <value>null: the queue's default.</value>
    public int? MaxAttempts { get; init; }

    /// <summary>Jobs of one key run one at a time, in order.</summary>
    /// <value>null: no order between this job and others beyond priority and sequence.</value>
    public string? OrderingKey { get; init; }

    /// <summary>Keeps a second job with this key out of the queue while the first is in it.</summary>
    /// <value>null: always enqueued.</value>
    public string? DeduplicationKey { get; init; }
}
