namespace Mosaic.Backends;

/// <summary>A job's row and the place that it is in.</summary>
/// <param name="Place">The place.</param>
/// <param name="Row">The row.</param>
public readonly record struct JobStep(JobPlace Place, JobRow Row);
