namespace Mosaic;

/// <summary>The settings of one queue. Durable: they hold after a restart and for every worker until they are set again.</summary>
public sealed record QueueOptions
{
    /// <summary>After this many failed attempts a job is a dead letter, unless its own options say otherwise.</summary>
    /// <value>null: 5.</value>
    public int? MaxAttempts { get; init; }

    /// <summary>How long a failed job waits, unless its own options or the failure say otherwise.</summary>
    /// <value>null: <see cref="RetryPolicy.Default"/>.</value>
    public RetryPolicy? Retry { get; init; }

    /// <summary>The most jobs of the queue in workers' hands at a time.</summary>
    /// <value>null: no limit.</value>
    public int? Concurrency { get; init; }

    /// <summary>The most jobs of the queue that start in a window of time. A restart of the store forgets what started before.</summary>
    /// <value>null: no limit.</value>
    public Rate? Rate { get; init; }

    /// <summary>The most jobs of one <see cref="EnqueueOptions.LimitKey"/> that are ready or in workers' hands at a time.</summary>
    /// <value>1.</value>
    public int KeyConcurrency { get; init; } = 1;

    /// <summary>The most jobs of one ordering or limit key that start in a window of time. A restart of the store forgets what started before.</summary>
    /// <value>null: no limit.</value>
    public Rate? KeyRate { get; init; }

    /// <summary>How many completed and how many cancelled jobs are kept; those enqueued first are let go when there are about a thousand more.</summary>
    /// <value>null: <see cref="MosaicOptions.CompletedJobsMax"/>.</value>
    public long? CompletedMax { get; init; }

    /// <summary>How long completed and cancelled jobs are kept after they ended; looked after once a minute.</summary>
    /// <value>null: for ever.</value>
    public TimeSpan? CompletedAge { get; init; }

    /// <summary>How many bytes of completed and of cancelled jobs are kept; looked after once a minute.</summary>
    /// <value>null: no limit.</value>
    public long? CompletedBytes { get; init; }

    /// <summary>How many dead letters are kept; those enqueued first are let go when there are about a thousand more.</summary>
    /// <value>null: all.</value>
    public long? DeadLetterMax { get; init; }

    /// <summary>How long dead letters are kept after they ended; looked after once a minute.</summary>
    /// <value>null: for ever.</value>
    public TimeSpan? DeadLetterAge { get; init; }

    /// <summary>How many bytes of dead letters are kept; looked after once a minute.</summary>
    /// <value>null: no limit.</value>
    public long? DeadLetterBytes { get; init; }
}
