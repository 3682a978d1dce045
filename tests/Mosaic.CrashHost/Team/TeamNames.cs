namespace Mosaic.CrashHost.Team;

/// <summary>Where the workers of several processes find jobs and leave documents.</summary>
internal static class TeamNames
{
    public const string Schema = "chaos";
    public const string Queue = "work";
    public const string Collection = "done";

    /// <summary>Jobs whose document is written in the transaction that acknowledges.</summary>
    public const string Together = "together";

    /// <summary>Jobs whose document is written, the same each time, before they are acknowledged.</summary>
    public const string Apart = "apart";
}
