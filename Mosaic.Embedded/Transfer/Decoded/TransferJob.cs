namespace Mosaic.Backends;

/// <summary>A job.</summary>
/// <param name="Key">Its queue's number, priority and number.</param>
/// <param name="Id">Its id.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Row">All else.</param>
public sealed record TransferJob(JobKey Key, string Id, JobPlace Place, JobRow Row) : TransferRow;
