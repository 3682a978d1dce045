namespace Mosaic;

/// <summary>What a search found.</summary>
public enum MemoryKind
{
    /// <summary>An insight.</summary>
    Insight,

    /// <summary>A turn of a session.</summary>
    Turn,

    /// <summary>A document whose text was declared searchable.</summary>
    Document,
}
