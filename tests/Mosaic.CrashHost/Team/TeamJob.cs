namespace Mosaic.CrashHost.Team;

/// <summary>The document of a job: how often what makes it was committed.</summary>
internal sealed record TeamJob(string Id, int Times);
