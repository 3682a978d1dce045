namespace Mosaic.Documents.Folders.Markdown;

/// <summary>A heading of a Markdown text.</summary>
internal sealed record MarkdownHeading(int Level, string Text, int Line);
