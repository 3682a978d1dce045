using Mosaic.Queue.Rows;

namespace Mosaic.Queue;

/// <summary>
/// Every change of a job's state, as drawn in DESIGN.md: from what the row says and what happened to the row as it becomes, and
/// where it goes. Pure: no clock, no store, no chance.
/// </summary>
internal static class JobMachine
{
    /// <summary>What is kept of an error's text, in UTF-16 units.</summary>
    public const int ErrorLengthMax = 16_384;

    /// <summary>A new job is ready, or waits for its time.</summary>
    public static (JobPlace Place, JobRow Row) Enqueue(JobRow job, DateTimeOffset now) =>
        (job.RunAtTicks > now.UtcTicks ? JobPlace.Delayed : JobPlace.Ready, job);

    /// <summary>Its time has come.</summary>
    public static (JobPlace Place, JobRow Row) Promote(JobRow job) => (JobPlace.Ready, Next(job));

    /// <summary>Its worker acknowledged it.</summary>
    public static (JobPlace Place, JobRow Row) Complete(JobRow job, int attempt, ReadOnlyMemory<byte>? result, DateTimeOffset now) =>
        (JobPlace.Done, Next(job) with { Attempts = attempt, Result = result, Error = null, EndedTicks = now.UtcTicks });

    /// <summary>An attempt failed: another follows after <paramref name="delay"/>, unless it was the last.</summary>
    public static (JobPlace Place, JobRow Row) Fail(JobRow job, int attempt, string? error, TimeSpan delay, DateTimeOffset now)
    {
        var failed = Next(job) with { Attempts = attempt, Error = Bounded(error) };
        if (attempt >= job.AttemptsMax)
        {
            return (JobPlace.Dead, failed with { EndedTicks = now.UtcTicks });
        }

        return delay <= TimeSpan.Zero
            ? (JobPlace.Ready, failed with { RunAtTicks = now.UtcTicks })
            : (JobPlace.Delayed, failed with { RunAtTicks = Later(now, delay) });
    }

    /// <summary>The attempt that runs is counted, so that it counts after a power cut as well.</summary>
    public static (JobPlace Place, JobRow Row) Record(JobRow job, int attempt) => (JobPlace.Ready, Next(job) with { Attempts = attempt });

    private static JobRow Next(JobRow job) => job with { Version = job.Version + 1 };

    private static long Later(DateTimeOffset now, TimeSpan delay) =>
        delay.Ticks > DateTimeOffset.MaxValue.UtcTicks - now.UtcTicks ? DateTimeOffset.MaxValue.UtcTicks : now.UtcTicks + delay.Ticks;

    private static string? Bounded(string? error)
    {
        if (error is null || error.Length <= ErrorLengthMax)
        {
            return error;
        }

        return error[..(char.IsHighSurrogate(error[ErrorLengthMax - 1]) ? ErrorLengthMax - 1 : ErrorLengthMax)];
    }
}
