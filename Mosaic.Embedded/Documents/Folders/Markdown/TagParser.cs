using System.Globalization;
using System.Text;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Syntax;

namespace Mosaic.Documents.Folders.Markdown;

/// <summary>Reads tags: <c>#</c> after white space or a bracket, then letters with their marks, digits, <c>_</c>, <c>-</c> and <c>/</c>, not digits alone.</summary>
internal sealed class TagParser : InlineParser
{
    public TagParser() => OpeningCharacters = ['#'];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var before = slice.PeekCharExtra(-1);
        if (!(before.IsZero() || before.IsWhitespace() || before is '(' or ',' or ';' or '"' or '\''))
        {
            return false;
        }

        var at = slice.Start + 1;
        var letters = false;
        while (at <= slice.End && Rune.TryGetRuneAt(slice.Text, at, out var rune) && (Rune.IsLetterOrDigit(rune) || rune.Value is '_' or '-' or '/' || (letters && IsMark(rune))))
        {
            letters |= !Rune.IsDigit(rune);
            at += rune.Utf16SequenceLength;
        }

        if (!letters)
        {
            return false;
        }

        processor.Inline = new TagInline
        {
            Name = slice.Text[(slice.Start + 1)..at].TrimEnd('/'),
            Line = processor.LineIndex,
            Span = new SourceSpan(slice.Start, at - 1),
        };
        slice.Start = at;
        return true;
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark || rune.Value is 0x200C or 0x200D; // they join letters
}
