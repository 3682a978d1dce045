namespace Mosaic.Documents.Catalog;

/// <summary>A collection and its indexes; immutable, replaced when it changes.</summary>
/// <param name="Id">Never used again, as those of indexes.</param>
/// <param name="Name">Its name.</param>
/// <param name="Indexes">Those that are declared.</param>
/// <param name="LastIndexId">The highest id of an index that it has or had: entries of a dropped one may be left over.</param>
internal sealed record CollectionInfo(int Id, string Name, IndexInfo[] Indexes, int LastIndexId = 0)
{
    private const long DocumentCount = 1L << 32;

    /// <summary>The counter of its documents.</summary>
    public long Counter => DocumentCount | (uint)Id;
}
