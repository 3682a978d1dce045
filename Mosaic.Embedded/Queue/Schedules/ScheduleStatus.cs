namespace Mosaic;

/// <summary>A schedule and where it is.</summary>
/// <param name="Schedule">What was put.</param>
/// <param name="NextRunAt">Its next run; null: it is paused, or never runs again.</param>
/// <param name="LastRunAt">The time of its last run, as the expression names it; null: none yet.</param>
/// <param name="LastJobId">The job of its last run; null: none yet.</param>
public sealed record ScheduleStatus(JobSchedule Schedule, DateTimeOffset? NextRunAt, DateTimeOffset? LastRunAt, string? LastJobId);
