namespace Mosaic.Queue.Rows;

/// <summary>A queue that has had a job.</summary>
internal sealed record QueueInfo(int Id, string Name)
{
    /// <summary>The counter of its jobs in <paramref name="place"/>.</summary>
    public long Counter(JobPlace place) => ((2L + (int)place) << 32) | (uint)Id;
}
