using Mosaic.Documents.Json;

namespace Mosaic.Backends;

/// <summary>The rules of names and options.</summary>
public static class JobRules
{
    /// <summary>The most bytes of a name, or a key.</summary>
    public const int NameBytesMax = 128;

    /// <summary>The most bytes of a chosen id.</summary>
    public const int IdBytesMax = 512;

    /// <summary>A job's attempts, if nobody says otherwise.</summary>
    public const int AttemptsDefault = 5;

    /// <summary>The most jobs of a page of a list.</summary>
    public const int ListMax = 10_000;

    /// <summary>The most jobs that one dequeue leases.</summary>
    public const int DequeueMax = 10_000;

    /// <summary>How many failed attempts of a job are kept.</summary>
    public const int AttemptsKept = 20;

    /// <summary>How many lines of a job's log are kept.</summary>
    public const int LinesKept = 1_000;

    /// <summary>The most bytes of a line of a job's log.</summary>
    public const int LineBytesMax = 16_384;

    /// <summary>The most levels of a flow.</summary>
    public const int FlowDepthMax = 100;

    /// <summary>The most jobs of a flow.</summary>
    public const int FlowJobsMax = 10_000;

    private static readonly TimeSpan TimeoutMax = TimeSpan.FromDays(365);

    /// <summary>1 to 128 bytes of UTF-8 without control characters.</summary>
    /// <param name="name">What is called so: a queue, a type, a key, a schedule.</param>
    /// <param name="parameter">Which parameter it is.</param>
    /// <exception cref="ArgumentException">It is no such name.</exception>
    public static void ValidateName(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        ValidateText(name, NameBytesMax, parameter);
        foreach (var character in name)
        {
            if (char.IsControl(character))
            {
                throw new ArgumentException($"It holds the control character U+{(int)character:X4}.", parameter);
            }
        }
    }

    /// <summary>1 to 512 bytes of UTF-8.</summary>
    /// <param name="id">A job's id.</param>
    /// <param name="parameter">Which parameter it is.</param>
    /// <exception cref="ArgumentException">It is no such id.</exception>
    public static void ValidateId(string id, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(id, parameter);
        ValidateText(id, IdBytesMax, parameter);
    }

    /// <summary>How a job is enqueued.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">They make no sense.</exception>
    public static void Validate(EnqueueOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Id is { } id)
        {
            ValidateId(id, nameof(options));
        }

        if (options.Delay is { } delay)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero, nameof(EnqueueOptions.Delay));
            if (options.RunAt is not null)
            {
                throw new ArgumentException("A job has a Delay or a RunAt, not both.", nameof(options));
            }
        }

        if (options.MaxAttempts is { } attempts)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1, nameof(EnqueueOptions.MaxAttempts));
        }

        ValidateKey(options.OrderingKey, nameof(EnqueueOptions.OrderingKey));
        ValidateKey(options.LimitKey, nameof(EnqueueOptions.LimitKey));
        ValidateKey(options.DeduplicationKey, nameof(EnqueueOptions.DeduplicationKey));
        if (options is { OrderingKey: not null, LimitKey: not null } or { OrderingKey: not null, LastInFirstOut: true })
        {
            throw new ArgumentException("A job with an OrderingKey has no LimitKey and is not LastInFirstOut.", nameof(options));
        }

        if (options.DeduplicationTtl is { } ttl)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ttl, TimeSpan.Zero, nameof(EnqueueOptions.DeduplicationTtl));
            if (options.DeduplicationKey is null)
            {
                throw new ArgumentException("A DeduplicationTtl needs a DeduplicationKey.", nameof(options));
            }
        }

        if (!Enum.IsDefined(options.DeduplicationPolicy))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.DeduplicationPolicy, "No such policy.");
        }
    }

    /// <summary>What a queue is like.</summary>
    /// <param name="options">The settings.</param>
    /// <exception cref="ArgumentException">One is out of its range.</exception>
    public static void Validate(QueueOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        AtLeast(options.MaxAttempts, 1, nameof(QueueOptions.MaxAttempts));
        AtLeast(options.Concurrency, 1, nameof(QueueOptions.Concurrency));
        AtLeast(options.KeyConcurrency, 1, nameof(QueueOptions.KeyConcurrency));
        AtLeast(options.CompletedMax, 0, nameof(QueueOptions.CompletedMax));
        AtLeast(options.CompletedBytes, 0, nameof(QueueOptions.CompletedBytes));
        AtLeast(options.CompletedAge?.Ticks, 0, nameof(QueueOptions.CompletedAge));
        AtLeast(options.DeadLetterMax, 0, nameof(QueueOptions.DeadLetterMax));
        AtLeast(options.DeadLetterBytes, 0, nameof(QueueOptions.DeadLetterBytes));
        AtLeast(options.DeadLetterAge?.Ticks, 0, nameof(QueueOptions.DeadLetterAge));
    }

    /// <summary>How a job is dequeued.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">One is out of its range.</exception>
    public static void Validate(DequeueOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.VisibilityTimeout, TimeSpan.Zero, nameof(DequeueOptions.VisibilityTimeout));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.VisibilityTimeout, TimeoutMax, nameof(DequeueOptions.VisibilityTimeout));
        if (options.Wait != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(options.Wait, TimeSpan.Zero, nameof(DequeueOptions.Wait));
        }
    }

    /// <summary>How a job is given back.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="delay">How long to wait.</param>
    /// <exception cref="ArgumentException">They make no sense.</exception>
    public static void ValidateNack(JobError? error, TimeSpan? delay)
    {
        if (delay is { } wait)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(wait, TimeSpan.Zero, nameof(delay));
        }

        if (error is { } given && !(StrictUtf8.IsWellFormed(given.Message ?? "") && StrictUtf8.IsWellFormed(given.Stack ?? "")))
        {
            throw new ArgumentException("It holds a surrogate without its partner, which UTF-8 cannot express.", nameof(error));
        }
    }

    /// <summary>A line of a job's log: at most <see cref="LineBytesMax"/> bytes of UTF-8.</summary>
    /// <param name="line">The line.</param>
    /// <exception cref="ArgumentException">It is no such line.</exception>
    public static void ValidateLine(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (!StrictUtf8.IsWellFormed(line) || StrictUtf8.GetByteCount(line) > LineBytesMax)
        {
            throw new ArgumentException($"A line is well-formed and at most {LineBytesMax} bytes of UTF-8.", nameof(line));
        }
    }

    /// <summary>A page of a list of jobs.</summary>
    /// <param name="max">The most to return.</param>
    /// <param name="state">Which jobs.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is out of its range.</exception>
    public static void ValidateList(int max, JobState state)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(max, ListMax);
        if (!Enum.IsDefined(state))
        {
            throw new ArgumentOutOfRangeException(nameof(state), state, "No such state.");
        }
    }

    /// <summary>Where purged jobs are.</summary>
    /// <param name="state">Their state.</param>
    /// <param name="olderThan">How long ago they ended.</param>
    /// <returns>Their place.</returns>
    /// <exception cref="ArgumentException">These are not purged.</exception>
    public static JobPlace PurgedPlace(JobState state, TimeSpan? olderThan)
    {
        if (olderThan is { } least)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(least, TimeSpan.Zero, nameof(olderThan));
        }

        return state switch
        {
            JobState.Completed => JobPlace.Done,
            JobState.DeadLetter => JobPlace.Dead,
            JobState.Cancelled => JobPlace.Cancelled,
            _ => throw new ArgumentException("Only jobs that have ended are purged; cancel others.", nameof(state)),
        };
    }

    /// <summary>A job of a flow, without its children; called for each, parents first.</summary>
    /// <param name="flow">The job.</param>
    /// <param name="above">The jobs that wait for it.</param>
    /// <param name="jobs">How many were validated; counts this one.</param>
    /// <exception cref="ArgumentException">The flow makes no sense.</exception>
    public static void ValidateFlow(FlowJob flow, IReadOnlyList<FlowJob> above, ref int jobs)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(above);
        ArgumentNullException.ThrowIfNull(flow.Children, nameof(FlowJob.Children));
        ValidateName(flow.Queue, nameof(FlowJob.Queue));
        if (above.Any(job => ReferenceEquals(job, flow)))
        {
            throw new ArgumentException("A job of the flow is among its own children.", nameof(flow));
        }

        if (above.Count == FlowDepthMax || ++jobs > FlowJobsMax)
        {
            throw new ArgumentException($"A flow has at most {FlowDepthMax} levels and {FlowJobsMax} jobs.", nameof(flow));
        }

        if (flow.Options?.DeduplicationKey is not null)
        {
            throw new ArgumentException("The jobs of a flow have no deduplication keys.", nameof(flow));
        }

        if (!Enum.IsDefined(flow.OnFailure))
        {
            throw new ArgumentOutOfRangeException(nameof(flow), flow.OnFailure, "No such policy.");
        }
    }

    /// <summary>A batch as the flow that it is.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="jobs">The jobs.</param>
    /// <param name="completion">Runs when all of them have ended.</param>
    /// <returns>The flow.</returns>
    public static FlowJob Batch(string queue, IEnumerable<NewJob> jobs, NewJob completion)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentNullException.ThrowIfNull(completion);
        return new FlowJob(queue, completion.Type, completion.Data, completion.Options)
        {
            Children = [.. jobs.Select(job =>
            {
                ArgumentNullException.ThrowIfNull(job, nameof(jobs));
                return new FlowJob(queue, job.Type, job.Data, job.Options) { OnFailure = ChildFailure.Ignore };
            })],
        };
    }

    /// <summary>A schedule, but for its jobs' data.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="now">The time.</param>
    /// <returns>Its times.</returns>
    /// <exception cref="ArgumentException">It makes no sense.</exception>
    public static CronTimes Validate(JobSchedule schedule, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ValidateName(schedule.Id, nameof(JobSchedule.Id));
        ValidateName(schedule.Queue, nameof(JobSchedule.Queue));
        if (schedule.Options is { } options && (options.Id is not null || options.Delay is not null || options.RunAt is not null))
        {
            throw new ArgumentException("The jobs of a schedule have its ids and its times.", nameof(schedule));
        }

        if (!Enum.IsDefined(schedule.MissedRuns))
        {
            throw new ArgumentOutOfRangeException(nameof(schedule), schedule.MissedRuns, "No such policy.");
        }

        var times = new CronTimes(schedule.Cron, schedule.TimeZone);
        if (times.After(now) is null)
        {
            throw new ArgumentException($"'{schedule.Cron}' names no time that ever comes.", nameof(schedule));
        }

        return times;
    }

    private static void ValidateKey(string? key, string parameter)
    {
        if (key is not null)
        {
            ValidateName(key, parameter);
        }
    }

    private static void AtLeast(long? value, long least, string parameter)
    {
        if (value is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(given, least, parameter);
        }
    }

    private static void ValidateText(string text, int bytesMax, string parameter)
    {
        if (!StrictUtf8.IsWellFormed(text))
        {
            throw new ArgumentException("It holds a surrogate without its partner, which UTF-8 cannot express.", parameter);
        }

        if (StrictUtf8.GetByteCount(text) is var length && length > bytesMax)
        {
            throw new ArgumentException($"It is {length} bytes long in UTF-8; the most is {bytesMax}.", parameter);
        }
    }
}
