namespace Mosaic.Documents.Catalog;

/// <summary>A collection and its indexes; immutable, replaced when it changes.</summary>
internal sealed record CollectionInfo(int Id, string Name, IndexInfo[] Indexes)
{
    private const long DocumentCount = 1L << 32;

    /// <summary>The counter of its documents.</summary>
    public long Counter => DocumentCount | (uint)Id;
}
