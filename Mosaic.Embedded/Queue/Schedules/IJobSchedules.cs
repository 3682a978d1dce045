namespace Mosaic;

/// <summary>Schedules that enqueue jobs.</summary>
/// <remarks>
/// Thread-safe. A run is one unit: the job is enqueued and the schedule moves on, so that each time that the expression names runs
/// once, whatever crashes in between; a clock that is set back repeats none. The job of a run has the id <c>schedule@yyyyMMddTHHmmssZ</c>.
/// </remarks>
public interface IJobSchedules
{
    /// <summary>Puts a schedule in the place of one with its id, if there is one. It goes on after the last run of that one.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>Where it is, once it is durable.</returns>
    /// <exception cref="ArgumentException">A name, the expression, the time zone or the options are no such thing, or the expression names no time that ever comes.</exception>
    ValueTask<ScheduleStatus> PutAsync(JobSchedule schedule, CancellationToken cancellationToken = default);

    /// <summary>Reads a schedule.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The schedule; null when absent.</returns>
    ValueTask<ScheduleStatus?> GetAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Reads all schedules.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The schedules by id, in ordinal order.</returns>
    ValueTask<IReadOnlyList<ScheduleStatus>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Deletes a schedule; its jobs stay.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> DeleteAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Enqueues a job of a schedule now, beside its runs, also while it is paused.</summary>
    /// <param name="id">The schedule's id.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The job's id; null: there is no such schedule.</returns>
    ValueTask<string?> TriggerAsync(string id, CancellationToken cancellationToken = default);
}
