namespace Mosaic.Documents.Folders.FrontMatter;

/// <summary>Where a text's front matter stands.</summary>
/// <param name="Kind">In what language.</param>
/// <param name="Start">Its first character.</param>
/// <param name="End">The first character of the line that ends it.</param>
/// <param name="BodyStart">The first character after it.</param>
internal readonly record struct FrontMatterBlock(FrontMatterKind Kind, int Start, int End, int BodyStart)
{
    /// <summary>Front matter begins on the first line; without a closing line there is none.</summary>
    public static FrontMatterBlock Find(string text)
    {
        var first = LineEnd(text, 0);
        var fence = text.AsSpan(0, first).TrimEnd();
        var (kind, close) = fence switch
        {
            "---" => (FrontMatterKind.Yaml, "---"),
            "+++" => (FrontMatterKind.Toml, "+++"),
            ";;;" => (FrontMatterKind.Json, ";;;"),
            "---json" => (FrontMatterKind.Json, "---"),
            _ => (FrontMatterKind.None, ""),
        };
        var start = Next(text, first);
        for (var line = start; kind != FrontMatterKind.None && line < text.Length;)
        {
            var end = LineEnd(text, line);
            var content = text.AsSpan(line, end - line).TrimEnd();
            if (content.SequenceEqual(close) || (kind == FrontMatterKind.Yaml && content is "..."))
            {
                return new FrontMatterBlock(kind, start, line, Next(text, end));
            }

            line = Next(text, end);
        }

        return default;
    }

    private static int LineEnd(string text, int from)
    {
        var end = text.AsSpan(from).IndexOfAny('\r', '\n');
        return end < 0 ? text.Length : from + end;
    }

    private static int Next(string text, int lineEnd) =>
        lineEnd >= text.Length ? text.Length
        : text[lineEnd] == '\r' && lineEnd + 1 < text.Length && text[lineEnd + 1] == '\n' ? lineEnd + 2
        : lineEnd + 1;
}
