namespace Mosaic.Queue.Rows;

/// <summary>A job's row and where it is.</summary>
internal readonly record struct FoundJob(JobKey Key, JobPlace Place, JobRow Row)
{
    public JobStep Step => new(Place, Row);
}
