using Markdig.Parsers;
using Markdig.Syntax;

namespace Mosaic.Documents.Folders.Markdown;

/// <summary>Reads paragraphs; in very long ones no definitions of links are looked for, each of which would copy all lines after it.</summary>
internal sealed class BoundedParagraphParser : ParagraphBlockParser
{
    private const int MaxLines = 2_000;

    public override bool Close(BlockProcessor processor, Block block) =>
        block is ParagraphBlock { Lines.Count: > MaxLines } || base.Close(processor, block);
}
