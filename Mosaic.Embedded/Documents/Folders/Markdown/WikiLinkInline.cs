using Markdig.Syntax.Inlines;

namespace Mosaic.Documents.Folders.Markdown;

/// <summary><c>[[target#anchor|text]]</c>, or <c>![[…]]</c>.</summary>
internal sealed class WikiLinkInline : LeafInline
{
    public required string Content { get; init; }

    public required bool IsEmbed { get; init; }
}
