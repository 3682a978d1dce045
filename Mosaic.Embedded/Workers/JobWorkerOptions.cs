using Microsoft.Extensions.Logging;

namespace Mosaic;

/// <summary>How a <see cref="JobWorker"/> works.</summary>
public sealed record JobWorkerOptions
{
    /// <summary>The most jobs at a time.</summary>
    /// <value>The number of processors.</value>
    public int Concurrency { get; init; } = Environment.ProcessorCount;

    /// <summary>How long a lease lasts; it is renewed before half of that has passed, for as long as the job runs. A tenth of a second to a year.</summary>
    /// <value>30 s.</value>
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long stopping waits for jobs that run before it cancels them; at most a day.</summary>
    /// <value>30 s.</value>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a job waits after it threw; null returned: as the job's or the queue's retry policy says.</summary>
    /// <value>null: always as the policy says.</value>
    public Func<Job, Exception, TimeSpan?>? RetryDelay { get; init; }

    /// <summary>Told of failed jobs, lost leases and errors of the store.</summary>
    /// <value>null: that of the store.</value>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock.</summary>
    /// <value>The system's.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
