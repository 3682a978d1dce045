namespace Mosaic;

/// <summary>What becomes of runs of a schedule that were missed, because the store was closed or the machine asleep. A run is missed when the one after it is due already, or it is more than a minute late.</summary>
public enum MissedRuns
{
    /// <summary>The latest is made up for, the others are not.</summary>
    Once,

    /// <summary>They are left out.</summary>
    Skip,

    /// <summary>Each is made up for, the latest 1,000 at most.</summary>
    All,
}
