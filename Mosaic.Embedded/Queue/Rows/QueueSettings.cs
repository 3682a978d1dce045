using System.Text.Json;

namespace Mosaic.Queue.Rows;

/// <summary>What is set of a queue; JSON in its row.</summary>
internal sealed record QueueSettings(bool Paused, QueueOptions Options)
{
    public static readonly QueueSettings Default = new(false, new QueueOptions());

    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(new Stored
    {
        Paused = Paused,
        MaxAttempts = Options.MaxAttempts,
        Retry = Options.Retry is { } retry ? RetryCodec.Encode(retry) : null,
        Concurrency = Options.Concurrency,
        RateMax = Options.Rate?.Max,
        RatePer = Options.Rate?.Per,
        KeyConcurrency = Options.KeyConcurrency,
        KeyRateMax = Options.KeyRate?.Max,
        KeyRatePer = Options.KeyRate?.Per,
        CompletedMax = Options.CompletedMax,
        CompletedAge = Options.CompletedAge,
        CompletedBytes = Options.CompletedBytes,
        DeadLetterMax = Options.DeadLetterMax,
        DeadLetterAge = Options.DeadLetterAge,
        DeadLetterBytes = Options.DeadLetterBytes,
    });

    public static QueueSettings Decode(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
        {
            return Default;
        }

        var stored = JsonSerializer.Deserialize<Stored>(json)!;
        return new QueueSettings(stored.Paused, new QueueOptions
        {
            MaxAttempts = stored.MaxAttempts,
            Retry = stored.Retry is { } retry ? RetryCodec.Decode(retry) : null,
            Concurrency = stored.Concurrency,
            Rate = ToRate(stored.RateMax, stored.RatePer),
            KeyConcurrency = stored.KeyConcurrency,
            KeyRate = ToRate(stored.KeyRateMax, stored.KeyRatePer),
            CompletedMax = stored.CompletedMax,
            CompletedAge = stored.CompletedAge,
            CompletedBytes = stored.CompletedBytes,
            DeadLetterMax = stored.DeadLetterMax,
            DeadLetterAge = stored.DeadLetterAge,
            DeadLetterBytes = stored.DeadLetterBytes,
        });
    }

    private static Rate? ToRate(int? max, TimeSpan? per) => max is { } starts && per is { } window ? new Rate(starts, window) : null;

    private sealed record Stored
    {
        public bool Paused { get; init; }

        public int? MaxAttempts { get; init; }

        public byte[]? Retry { get; init; }

        public int? Concurrency { get; init; }

        public int? RateMax { get; init; }

        public TimeSpan? RatePer { get; init; }

        public int KeyConcurrency { get; init; } = 1;

        public int? KeyRateMax { get; init; }

        public TimeSpan? KeyRatePer { get; init; }

        public long? CompletedMax { get; init; }

        public TimeSpan? CompletedAge { get; init; }

        public long? CompletedBytes { get; init; }

        public long? DeadLetterMax { get; init; }

        public TimeSpan? DeadLetterAge { get; init; }

        public long? DeadLetterBytes { get; init; }
    }
}
