using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Syntax;

namespace Mosaic.Documents.Folders.Markdown;

/// <summary>Reads wiki links and embeds.</summary>
internal sealed class WikiLinkParser : InlineParser
{
    private const int MaxLength = 1_000;

    public WikiLinkParser() => OpeningCharacters = ['[', '!'];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var embed = slice.CurrentChar == '!';
        var open = slice.Start + (embed ? 1 : 0);
        if (open + 1 > slice.End || slice.Text[open] != '[' || slice.Text[open + 1] != '[')
        {
            return false;
        }

        var start = open + 2;
        var most = Math.Min(slice.End + 1 - start, MaxLength);
        if (most <= 0)
        {
            return false;
        }

        var rest = slice.Text.AsSpan(start, most);
        var end = rest.IndexOf("]]", StringComparison.Ordinal);
        if (end <= 0 || rest[..end].IndexOfAny('[', '\n', '\r') >= 0)
        {
            return false;
        }

        processor.Inline = new WikiLinkInline
        {
            Content = rest[..end].ToString().Replace("\\|", "|", StringComparison.Ordinal), // as it has to be written in a table
            IsEmbed = embed,
            Line = processor.LineIndex,
            Span = new SourceSpan(slice.Start, start + end + 1),
        };
        slice.Start = start + end + 2;
        return true;
    }
}
