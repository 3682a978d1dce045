namespace Mosaic;

/// <summary>Which side keeps a document's id when both were edited since they were last in step. The other is kept beside it.</summary>
public enum MirrorClash
{
    /// <summary>The file.</summary>
    FileWins,

    /// <summary>The store's document.</summary>
    StoreWins,

    /// <summary>The one that was modified later: the file as the file system tells it, the document as the store does.</summary>
    NewerWins,
}
