namespace Mosaic.Documents.Catalog;

/// <summary>A collection, its indexes and the paths of its searchable texts; immutable, replaced when it changes.</summary>
internal sealed record CollectionInfo(
    int Id,
    string Name,
    IndexInfo[] Indexes,
    TextInfo[]? Texts = null)
{
    private const long DocumentCount = 1L << 32;

    /// <summary>The counter of its documents.</summary>
    public long Counter => DocumentCount | (uint)Id;

    /// <summary>Search finds its documents.</summary>
    public bool HasTexts => Texts is { Length: > 0 };
}
