namespace Mosaic.CrashHost.Jobs;

/// <summary>Where the workers find jobs and leave documents.</summary>
internal static class JobNames
{
    public const string Queue = "work";
    public const string Collection = "done";
    public const string User = "worker";
}
