namespace Mosaic.Backup;

/// <summary>What a chunk holds. Stored: only add.</summary>
internal enum ChunkContent
{
    /// <summary>Records, to be applied in their order.</summary>
    Records = 0,

    /// <summary>Digests of ranges, with which the next backup compares.</summary>
    Ranges = 1,
}
