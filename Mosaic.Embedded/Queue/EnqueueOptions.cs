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

    /// <summary>Among jobs of the same priority the last one enqueued so runs first, before all others.</summary>
    /// <value>false: first in, first out.</value>
    public bool LastInFirstOut { get; init; }

    /// <summary>How long to wait after a failed attempt, unless the failure itself names a delay.</summary>
    /// <value>null: <see cref="QueueOptions.Retry"/>.</value>
    public RetryPolicy? Retry { get; init; }

    /// <summary>Jobs of one key run one at a time, strictly in the order of enqueueing: also while the first waits for its time or its next attempt. Priority decides among keys only. 1 to 128 bytes of UTF-8.</summary>
    /// <value>null: no order between this job and others beyond priority and sequence.</value>
    public string? OrderingKey { get; init; }

    /// <summary>Jobs of one key share the queue's <see cref="QueueOptions.KeyConcurrency"/> and <see cref="QueueOptions.KeyRate"/>. 1 to 128 bytes of UTF-8; not together with <see cref="OrderingKey"/>.</summary>
    /// <value>null: only the queue's own limits hold.</value>
    public string? LimitKey { get; init; }

    /// <summary>Keeps a second job with this key out of the queue, as <see cref="DeduplicationPolicy"/> says, while the first has not ended or, with <see cref="DeduplicationTtl"/>, for that time. A job that is redriven does not have it again. 1 to 128 bytes of UTF-8, of this queue.</summary>
    /// <value>null: always enqueued.</value>
    public string? DeduplicationKey { get; init; }

    /// <summary>How long <see cref="DeduplicationKey"/> is taken, whether the job has ended or not.</summary>
    /// <value>null: until the job has ended.</value>
    public TimeSpan? DeduplicationTtl { get; init; }

    /// <summary>What becomes of a job whose <see cref="DeduplicationKey"/> is taken.</summary>
    /// <value><see cref="Mosaic.DeduplicationPolicy.Keep"/>.</value>
    public DeduplicationPolicy DeduplicationPolicy { get; init; }
}
