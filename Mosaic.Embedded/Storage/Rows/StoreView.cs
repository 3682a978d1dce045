namespace Mosaic.Storage.Rows;

/// <summary>The tables in memory that lie above the blocks on disk, newest first: one taking writes, the others frozen.</summary>
internal sealed class StoreView(params MemTable[] tables)
{
    public MemTable[] Tables { get; } = tables;

    public MemTable Active => Tables[0];

    /// <summary>The oldest frozen table; null when none waits.</summary>
    public MemTable? Oldest => Tables.Length > 1 ? Tables[^1] : null;

    public StoreView Freeze(MemTable active) => new([active, .. Tables]);

    public StoreView WithoutOldest() => new(Tables[..^1]);
}
