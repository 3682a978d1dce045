using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mosaic.Backends;

/// <summary>A schedule and where it is; JSON in its row.</summary>
/// <param name="Schedule">What was put; its data is a <see cref="JsonElement"/>.</param>
public sealed record ScheduleRow(JobSchedule Schedule)
{
    /// <summary>Its next run.</summary>
    /// <value>null: never again.</value>
    public DateTimeOffset? Next { get; init; }

    /// <summary>The time of its last run.</summary>
    public DateTimeOffset? Last { get; init; }

    /// <summary>The job of its last run.</summary>
    public string? LastJobId { get; init; }

    /// <summary>When it is due; null: it is paused, or never again.</summary>
    [JsonIgnore]
    public DateTimeOffset? Due => Schedule.Paused ? null : Next;

    /// <summary>As the application sees it.</summary>
    /// <returns>The status.</returns>
    public ScheduleStatus ToPublic() => new(Schedule, Due, Last, LastJobId);

    /// <summary>The row of a schedule that is put.</summary>
    /// <param name="schedule">The schedule; its data is a <see cref="JsonElement"/>.</param>
    /// <param name="before">The row that it replaces; null: there is none.</param>
    /// <param name="times">The schedule's times.</param>
    /// <param name="now">The time.</param>
    /// <returns>The row.</returns>
    public static ScheduleRow Put(JobSchedule schedule, ScheduleRow? before, CronTimes times, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(times);
        var goesOn = before is { Schedule.Paused: false } && before.Schedule.Cron == schedule.Cron && before.Schedule.TimeZone == schedule.TimeZone;
        var after = before?.Last > now ? before.Last.Value : now; // a clock set back repeats no run
        return new ScheduleRow(schedule) { Next = goesOn ? before!.Next : times.After(after), Last = before?.Last, LastJobId = before?.LastJobId };
    }

    /// <summary>The id of the job of a run.</summary>
    /// <param name="time">When it runs.</param>
    /// <returns>The id.</returns>
    public string JobId(DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture, $"{Schedule.Id}@{time.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}");
}
