namespace Mosaic;

/// <summary>The kind of file of a document.</summary>
public enum FolderFormat
{
    /// <summary><c>.json</c>: the document's exact bytes; a file that is there keeps its line breaks, indentation and byte order mark.</summary>
    Json,

    /// <summary><c>.md</c>: the property "body" is the text (missing or null: an empty one), all others are YAML front matter.</summary>
    Markdown,
}
