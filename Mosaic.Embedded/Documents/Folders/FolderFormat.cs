namespace Mosaic;

/// <summary>The kind of file of a document.</summary>
public enum FolderFormat
{
    /// <summary><c>.json</c>: the document's exact bytes.</summary>
    Json,

    /// <summary><c>.md</c>: the property "body" is the text, all others are YAML front matter.</summary>
    Markdown,
}
