namespace Mosaic.Embedded.Tests.Queue;

internal sealed class ModelJob
{
    public required string Id { get; init; }

    public required int Priority { get; init; }

    public required int AttemptsMax { get; init; }

    public required long Number { get; init; }

    public JobState State { get; set; } = JobState.Scheduled;

    public int Attempt { get; set; }

    public DateTimeOffset RunAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }
}
