namespace Mosaic.Queue.Rows;

/// <summary>The order of jobs within a queue, which is also that of their rows.</summary>
internal sealed class JobOrder : IComparer<JobKey>
{
    public static readonly JobOrder Instance = new();

    public int Compare(JobKey x, JobKey y) =>
        x.Priority != y.Priority ? y.Priority.CompareTo(x.Priority) : x.Number.CompareTo(y.Number);
}
