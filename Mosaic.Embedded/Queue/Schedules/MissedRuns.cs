namespace Mosaic;

/// <summary>What becomes of runs of a schedule that were missed, because the store was closed or the machine asleep. A run is missed when the one after it is due already, or it is more than a minute late.</summary>
public enum MissedRuns
{
    /// <summary>Of all that were missed, the latest runs at once, the others never: off from 12:52:30 to 12:54:10, a schedule of every minute runs for 12:54 and not for 12:53.</summary>
    Once,

    /// <summary>They are left out.</summary>
    Skip,

    /// <summary>Each is made up for, the latest 1,000 at most.</summary>
    All,
}
