namespace Mosaic;

/// <summary>Where a store lives; the same code runs on each.</summary>
public enum MosaicTier
{
    /// <summary>One file on this machine, owned by one process.</summary>
    Local,

    /// <summary>A database server shared by a team.</summary>
    Team,

    /// <summary>Separate services, replicated and partitioned.</summary>
    Enterprise,
}
