using Mosaic.Queue.Rows;

namespace Mosaic.Queue;

/// <summary>A job's row and the place that it is in.</summary>
internal readonly record struct JobStep(JobPlace Place, JobRow Row);
