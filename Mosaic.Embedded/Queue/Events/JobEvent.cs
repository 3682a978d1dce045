namespace Mosaic;

/// <summary>Something that happened to a job.</summary>
/// <param name="Cursor">The event's place; reading from it continues after this event, also after a restart.</param>
/// <param name="Queue">The job's queue.</param>
/// <param name="JobId">The job's id.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Attempt">The last attempt that had begun by then, from 1; 0 before the first.</param>
/// <param name="At">When it was committed.</param>
public sealed record JobEvent(string Cursor, string Queue, string JobId, JobEventKind Kind, int Attempt, DateTimeOffset At);
