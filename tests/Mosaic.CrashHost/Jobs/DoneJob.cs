namespace Mosaic.CrashHost.Jobs;

/// <summary>The document that a worker leaves; it can be created once.</summary>
internal sealed record DoneJob(string Id, int Attempt);
