using Markdig.Syntax.Inlines;

namespace Mosaic.Documents.Folders.Markdown;

/// <summary><c>#name</c>.</summary>
internal sealed class TagInline : LeafInline
{
    public required string Name { get; init; }
}
