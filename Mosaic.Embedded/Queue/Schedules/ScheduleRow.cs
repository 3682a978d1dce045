using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mosaic.Queue.Schedules;

/// <summary>A schedule as its row holds it: JSON.</summary>
internal sealed record ScheduleRow
{
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Converters = { new JsonStringEnumConverter<MissedRuns>(), new JsonStringEnumConverter<DeduplicationPolicy>() },
    };

    public required string Id { get; init; }

    public required string Queue { get; init; }

    public required string Type { get; init; }

    public JsonElement? Data { get; init; }

    public required string Cron { get; init; }

    public required string TimeZone { get; init; }

    public MissedRuns MissedRuns { get; init; }

    public bool Paused { get; init; }

    public int Priority { get; init; }

    public bool LastInFirstOut { get; init; }

    public int? MaxAttempts { get; init; }

    public byte[]? Retry { get; init; }

    public string? OrderingKey { get; init; }

    public string? LimitKey { get; init; }

    public string? DeduplicationKey { get; init; }

    public TimeSpan? DeduplicationTtl { get; init; }

    public DeduplicationPolicy DeduplicationPolicy { get; init; }

    /// <value>UTC; null: never again.</value>
    public DateTimeOffset? Next { get; init; }

    public DateTimeOffset? Last { get; init; }

    public string? LastJobId { get; init; }

    /// <summary>When it is due; null: it is paused, or never again.</summary>
    [JsonIgnore]
    public DateTimeOffset? Due => Paused ? null : Next;

    [JsonIgnore]
    public EnqueueOptions Options => new()
    {
        Priority = Priority,
        LastInFirstOut = LastInFirstOut,
        MaxAttempts = MaxAttempts,
        Retry = Retry is null ? null : RetryCodec.Decode(Retry),
        OrderingKey = OrderingKey,
        LimitKey = LimitKey,
        DeduplicationKey = DeduplicationKey,
        DeduplicationTtl = DeduplicationTtl,
        DeduplicationPolicy = DeduplicationPolicy,
    };

    public static ScheduleRow Of(JobSchedule schedule, JsonElement? data)
    {
        var options = schedule.Options ?? new EnqueueOptions();
        return new ScheduleRow
        {
            Id = schedule.Id,
            Queue = schedule.Queue,
            Type = schedule.Type,
            Data = data,
            Cron = schedule.Cron,
            TimeZone = schedule.TimeZone,
            MissedRuns = schedule.MissedRuns,
            Paused = schedule.Paused,
            Priority = options.Priority,
            LastInFirstOut = options.LastInFirstOut,
            MaxAttempts = options.MaxAttempts,
            Retry = options.Retry is null ? null : RetryCodec.Encode(options.Retry),
            OrderingKey = options.OrderingKey,
            LimitKey = options.LimitKey,
            DeduplicationKey = options.DeduplicationKey,
            DeduplicationTtl = options.DeduplicationTtl,
            DeduplicationPolicy = options.DeduplicationPolicy,
        };
    }

    public ScheduleStatus ToPublic() => new(
        new JobSchedule
        {
            Id = Id, Queue = Queue, Type = Type, Data = Data, Cron = Cron, TimeZone = TimeZone, MissedRuns = MissedRuns, Options = Options, Paused = Paused,
        },
        Due,
        Last,
        LastJobId);

    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    public static ScheduleRow Decode(ReadOnlySpan<byte> row) => JsonSerializer.Deserialize<ScheduleRow>(row, Json)!;
}
