using System.Text.Json;

namespace Mosaic;

/// <summary>Enqueues a job again and again, at the times that a cron expression names.</summary>
public sealed record JobSchedule
{
    /// <summary>Names the schedule in its store: 1 to 128 bytes of UTF-8 without control characters.</summary>
    public required string Id { get; init; }

    /// <summary>The queue of its jobs.</summary>
    public required string Queue { get; init; }

    /// <summary>The type of its jobs.</summary>
    public required string Type { get; init; }

    /// <summary>The data of its jobs, written as JSON; read back it is a <see cref="JsonElement"/>.</summary>
    /// <value>null: none.</value>
    public object? Data { get; init; }

    /// <summary>When it runs, as Cronos reads it: five fields (minute, hour, day of month, month, day of week), six with seconds in front, or a macro such as <c>@hourly</c>.</summary>
    public required string Cron { get; init; }

    /// <summary>
    /// The time zone of <see cref="Cron"/>, an IANA id such as <c>Europe/Berlin</c>. Where summer time skips a time of day, the run is right
    /// after the gap; where it repeats one, a run at a fixed time is made once, one of an interval each time.
    /// </summary>
    /// <value>UTC.</value>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>What becomes of missed runs.</summary>
    /// <value><see cref="Mosaic.MissedRuns.Once"/>.</value>
    public MissedRuns MissedRuns { get; init; }

    /// <summary>How its jobs are enqueued; without <see cref="EnqueueOptions.Id"/>, <see cref="EnqueueOptions.Delay"/> and <see cref="EnqueueOptions.RunAt"/>.</summary>
    /// <value>null: the defaults.</value>
    public EnqueueOptions? Options { get; init; }

    /// <summary>Whether it runs at all; runs that pass meanwhile are left out.</summary>
    /// <value>false.</value>
    public bool Paused { get; init; }
}
