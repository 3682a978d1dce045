namespace Mosaic.Backends;

/// <summary>
/// Every change of a job's state, as drawn in DESIGN.md: from its place, its row and what happened to the place where it goes and
/// the row as it becomes. What the drawing does not have throws <see cref="InvalidOperationException"/>. Pure: no clock, no store, no chance.
/// </summary>
public static class JobMachine
{
    /// <summary>What is kept of an error's text, in UTF-16 units.</summary>
    public const int ErrorLengthMax = 16_384;

    /// <summary>A new job: it waits for its children, its key, its time, or is ready.</summary>
    /// <param name="job">Its row.</param>
    /// <param name="now">The time.</param>
    /// <param name="free">Whether its key has a free slot; of no matter without a key.</param>
    /// <returns>Where it goes, and the row as it becomes.</returns>
    public static JobStep Enqueue(JobRow job, DateTimeOffset now, bool free) => job.IsParent ? new(JobPlace.Parent, job) : Admit(job, now, free);

    /// <summary>Its time has come.</summary>
    /// <param name="from">Where the job is.</param>
    /// <param name="job">Its row.</param>
    /// <param name="now">The time.</param>
    /// <param name="free">Whether its key has a free slot; of no matter without a key.</param>
    /// <returns>Where it goes, and the row as it becomes.</returns>
    public static JobStep Promote(JobPlace from, JobRow job, DateTimeOffset now, bool free)
    {
        Require(from is JobPlace.Delayed, from, "has no time to wait for");
        return job.HoldsSlot ? new(JobPlace.Ready, Next(job)) : Admit(Next(job), now, free);
    }

    /// <summary>Its key has a free slot, and it is next in its key's sequence.</summary>
    /// <param name="from">Where the job is.</param>
    /// <param name="job">Its row.</param>
    /// <param name="now">The time.</param>
    /// <returns>Where it goes, and the row as it becomes.</returns>
    public static JobStep Unblock(JobPlace from, JobRow job, DateTimeOffset now)
    {
        Require(from is JobPlace.Blocked, from, "waits for no key");
        return Admit(Next(job), now, free: true);
    }

    /// <summary>Its last child has ended.</summary>
    /// <param name="from">Where the job is.</param>
    /// <param name="job">Its row.</param>
    /// <param name="now">The time.</param>
    /// <param name="free">Whether its key has a free slot; of no matter without a key.</param>
    /// <returns>Where it goes, and the row as it becomes.</returns>
    public static JobStep ChildrenEnded(JobPlace from, JobRow job, DateTimeOffset now, bool free)
    {
        Require(from is JobPlace.Parent, from, "waits for no children");
        return Admit(Next(job), now, free);
    }

    /// <summary>Its worker acknowledged it.</summary>
    /// <param name="from">Where the job is.</param>
    /// <param name="job">Its row.</param>
    /// <param name="attempt">The attempt that runs, from 1.</param>
    /// <param name="result">JSON; null: none.</param>
    /// <param name="now">The time.</param>
    /// <returns>Where it goes, and the row as it becomes.</returns>
    public static JobStep Complete(JobPlace from, JobRow job, int attempt, ReadOnlyMemory<byte>? result, DateTimeOffset now)
    {
        Require(from is JobPlace.Ready, from, "cannot be acknowledged");
        return End(JobPlace.Done, job with { Attempts = attempt, Result = result, Error = null }, now);
    }

    /// <summary>An attempt failed: another follows after <paramref name="delay"/>, unless it was the last.</summary>
    /// <param name="from">Where the job is.</param>
    /// <param name="job">Its row.</param>
    /// <param name="attempt">The attempt that runs, from 1.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="delay">How long the next attempt waits.</param>
    /// <param name="now">The time.</param>
    /// <returns>Where it goes, and the row as it becomes.</returns>
    public static JobStep Fail(JobPlace from, JobRow job, int attempt, string? error, TimeSpan delay, DateTimeOffset now)
    {
        Require(from is JobPlace.Ready, from, "cannot fail");
        var failed = job with { Attempts = attempt, Error = Bounded(error) };
        if (attempt >= job.AttemptsMax)
        {
            return End(JobPlace.Dead, failed, now);
        }

        return delay <= TimeSpan.Zero
            ? new(JobPlace.Ready, Next(failed) with { RunAtTicks = now.UtcTicks })
            : new(JobPlace.Delayed, Next(failed) with { RunAtTicks = Later(now, delay), HoldsSlot = job.HoldsSlot && job.KeyKind == KeyKind.Ordering });
    }

    /// <summary>Its key has had its share of the present: it waits, keeping its slot.</summary>
    /// <param name="from">Where the job is.</param>
    /// <param name="job">Its row.</param>
    /// <param name="until">When it may start.</param>
    /// <returns>Where it goes, and the row as it becomes.</returns>
    public static JobStep Postpone(JobPlace from, JobRow job, DateTimeOffset until)
    {
        Require(from is JobPlace.Ready, from, "cannot be postponed");
        return new(JobPlace.Delayed, Next(job) with { RunAtTicks = until.UtcTicks });
    }

    /// <summary>The attempt that runs is counted, so that it counts after a power cut as well.</summary>
    /// <param name="from">Where the job is.</param>
    /// <param name="job">Its row.</param>
    /// <param name="attempt">The attempt that runs, from 1.</param>
    /// <returns>Where it goes, and the row as it becomes.</returns>
    public static JobStep Record(JobPlace from, JobRow job, int attempt)
    {
        Require(from is JobPlace.Ready, from, "does not run");
        return new(JobPlace.Ready, Next(job) with { Attempts = attempt, IsRunning = true });
    }

    /// <summary>Its worker told something of it.</summary>
    /// <param name="job">Its row.</param>
    /// <returns>The row as it becomes.</returns>
    public static JobRow Note(JobRow job) => job with { Version = job.Version + 1, HasNotes = true };

    /// <summary>One of its children failed for good.</summary>
    /// <param name="from">Where the job is.</param>
    /// <param name="job">Its row.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="now">The time.</param>
    /// <returns>Where it goes, and the row as it becomes.</returns>
    public static JobStep FailParent(JobPlace from, JobRow job, string error, DateTimeOffset now)
    {
        Require(from is JobPlace.Parent, from, "waits for no children");
        return End(JobPlace.Dead, job with { Error = Bounded(error) }, now);
    }

    /// <summary>It was withdrawn, perhaps while an attempt ran.</summary>
    /// <param name="from">Where the job is.</param>
    /// <param name="job">Its row.</param>
    /// <param name="attempt">The attempt that runs, from 1.</param>
    /// <param name="now">The time.</param>
    /// <returns>Where it goes, and the row as it becomes.</returns>
    public static JobStep Cancel(JobPlace from, JobRow job, int attempt, DateTimeOffset now)
    {
        Require(!from.IsEnd(), from, "has ended");
        return End(JobPlace.Cancelled, job with { Attempts = attempt }, now);
    }

    /// <summary>It begins anew, with all its attempts; for children if it still has some to wait for.</summary>
    /// <param name="from">Where the job is.</param>
    /// <param name="job">Its row.</param>
    /// <param name="now">The time.</param>
    /// <param name="free">Whether its key has a free slot; of no matter without a key.</param>
    /// <param name="waits">Whether children have not ended.</param>
    /// <returns>Where it goes, and the row as it becomes.</returns>
    public static JobStep Redrive(JobPlace from, JobRow job, DateTimeOffset now, bool free, bool waits)
    {
        Require(from is JobPlace.Dead or JobPlace.Cancelled, from, "did not fail");
        var again = Next(job) with { Attempts = 0, Redrives = job.Redrives + 1, EndedTicks = 0, RunAtTicks = now.UtcTicks };
        return waits ? new(JobPlace.Parent, again) : Admit(again, now, free);
    }

    /// <summary>Whether a job is over, unless it is redriven.</summary>
    /// <param name="place">Where it is.</param>
    /// <returns>Whether it has ended.</returns>
    public static bool IsEnd(this JobPlace place) => place is JobPlace.Done or JobPlace.Dead or JobPlace.Cancelled;

    /// <summary>Where jobs of a state are, in the order in which they are listed; those that are leased are among the ready.</summary>
    /// <param name="state">The state.</param>
    /// <returns>The places.</returns>
    public static JobPlace[] Places(this JobState state) => state switch
    {
        JobState.Waiting => [JobPlace.Ready, JobPlace.Blocked],
        JobState.Leased => [JobPlace.Ready],
        JobState.Scheduled => [JobPlace.Delayed],
        JobState.WaitingChildren => [JobPlace.Parent],
        JobState.Completed => [JobPlace.Done],
        JobState.DeadLetter => [JobPlace.Dead],
        _ => [JobPlace.Cancelled],
    };

    /// <summary>What a job's place is called.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="leased">Whether a worker has it.</param>
    /// <returns>Its state.</returns>
    public static JobState State(this JobPlace place, bool leased) => place switch
    {
        JobPlace.Ready => leased ? JobState.Leased : JobState.Waiting,
        JobPlace.Blocked => JobState.Waiting,
        JobPlace.Delayed => JobState.Scheduled,
        JobPlace.Parent => JobState.WaitingChildren,
        JobPlace.Done => JobState.Completed,
        JobPlace.Dead => JobState.DeadLetter,
        _ => JobState.Cancelled,
    };

    private static JobStep Admit(JobRow job, DateTimeOffset now, bool free)
    {
        var place = job.RunAtTicks > now.UtcTicks ? JobPlace.Delayed : JobPlace.Ready;
        if (job.KeyKind == KeyKind.None || (job.KeyKind == KeyKind.Limit && place == JobPlace.Delayed))
        {
            return new(place, job); // a limit counts what could run; an order holds for what waits as well
        }

        return free ? new(place, job with { HoldsSlot = true }) : new(JobPlace.Blocked, job);
    }

    private static JobStep End(JobPlace place, JobRow job, DateTimeOffset now) =>
        new(place, Next(job) with { EndedTicks = now.UtcTicks, HoldsSlot = false });

    private static JobRow Next(JobRow job) => job with { Version = job.Version + 1, IsRunning = false };

    private static void Require(bool holds, JobPlace from, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"A job that is {from} {what}.");
        }
    }

    private static long Later(DateTimeOffset now, TimeSpan delay) =>
        delay.Ticks > DateTimeOffset.MaxValue.UtcTicks - now.UtcTicks ? DateTimeOffset.MaxValue.UtcTicks : now.UtcTicks + delay.Ticks;

    /// <summary>The beginning of an error's text, as much as is kept.</summary>
    /// <param name="error">The text.</param>
    /// <returns>Of it as much as is kept.</returns>
    public static string? Bounded(string? error)
    {
        if (error is null || error.Length <= ErrorLengthMax)
        {
            return error;
        }

        return error[..(char.IsHighSurrogate(error[ErrorLengthMax - 1]) ? ErrorLengthMax - 1 : ErrorLengthMax)];
    }
}
