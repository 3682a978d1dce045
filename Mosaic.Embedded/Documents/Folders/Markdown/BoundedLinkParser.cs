using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;

namespace Mosaic.Documents.Folders.Markdown;

/// <summary>Reads links whose address is not longer than any address: to look for its end in the whole text takes quadratic time.</summary>
internal sealed class BoundedLinkParser : LinkInlineParser
{
    private const int MaxLength = 2_000;

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var near = slice;
        near.End = Math.Min(slice.End, slice.Start + MaxLength);
        var matched = base.Match(processor, ref near);
        slice.Start = near.Start;
        return matched;
    }
}
