using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mosaic.Queue.Schedules;

/// <summary>A schedule and where it is; JSON in its row.</summary>
/// <param name="Schedule">What was put; its data is a <see cref="JsonElement"/>.</param>
internal sealed record ScheduleRow(JobSchedule Schedule)
{
    /// <value>null: never again.</value>
    public DateTimeOffset? Next { get; init; }

    public DateTimeOffset? Last { get; init; }

    public string? LastJobId { get; init; }

    /// <summary>When it is due; null: it is paused, or never again.</summary>
    [JsonIgnore]
    public DateTimeOffset? Due => Schedule.Paused ? null : Next;

    public ScheduleStatus ToPublic() => new(Schedule, Due, Last, LastJobId);
}
