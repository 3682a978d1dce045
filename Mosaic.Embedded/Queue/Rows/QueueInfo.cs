namespace Mosaic.Queue.Rows;

/// <summary>A queue that has had a job, or settings.</summary>
internal sealed record QueueInfo(int Id, string Name)
{
    public QueueSettings Settings { get; init; } = QueueSettings.Default;

    /// <summary>The counter of its jobs in <paramref name="place"/>.</summary>
    public long Counter(JobPlace place) => ((2L + (int)place) << 32) | (uint)Id;
}
