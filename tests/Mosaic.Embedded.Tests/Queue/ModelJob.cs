namespace Mosaic.Embedded.Tests.Queue;

internal sealed class ModelJob
{
    public required string Id { get; init; }

    public required EnqueueOptions Options { get; init; }

    /// <summary>Negative, and so the later the earlier, for last in first out.</summary>
    public required long Number { get; init; }

    public string? Key => Options.OrderingKey ?? Options.LimitKey;

    public JobState State { get; set; }

    /// <summary>Has one of its key's slots.</summary>
    public bool Holds { get; set; }

    /// <summary>Waits for one of its key's slots.</summary>
    public bool Blocked { get; set; }

    public int Attempt { get; set; }

    /// <summary>Of its last lease: attempts begin at 1 again when it is redriven.</summary>
    public string? Token { get; set; }

    public DateTimeOffset RunAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public bool HasEnded => State is JobState.Completed or JobState.DeadLetter or JobState.Cancelled;
}
