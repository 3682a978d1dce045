namespace Mosaic;

/// <summary>How a job is enqueued.</summary>
public sealed record EnqueueOptions
{
    /// <summary>The job's id: 1 to 512 bytes of UTF-8. A second job with it is <see cref="DuplicateKeyException"/> for as long as the first is kept, completed or not.</summary>
    /// <value>null: the store makes one, 32 characters that ascend.</value>
    public string? Id { get; init; }

    /// <summary>Higher runs first.</summary>
    /// <value>0.</value>
    public int Priority { get; init; }

    /// <summary>How long to wait before the first attempt; with <see cref="RunAt"/> an <see cref="ArgumentException"/>.</summary>
    /// <value>null: not at all.</value>
    public TimeSpan? Delay { get; init; }

    /// <summary>The earliest time of the first attempt.</summary>
    /// <value>null: at once.</value>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>After this many failed attempts the job is a dead letter.</summary>
    /// <value>null: 5. A lease that expires, or whose process ends, is a failed attempt too.</value>
    public int? MaxAttempts { get; init; }

    /// <summary>Jobs of one key run one at a time, in order. Not in this version: <see cref="NotSupportedException"/>.</summary>
    /// <value>null: no order between this job and others beyond priority and sequence.</value>
    public string? OrderingKey { get; init; }

    /// <summary>Keeps a second job with this key out of the queue while the first is in it. Not in this version: <see cref="NotSupportedException"/>; <see cref="Id"/> is unique.</summary>
    /// <value>null: always enqueued.</value>
    public string? DeduplicationKey { get; init; }
}
