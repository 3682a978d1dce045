using Mosaic.Memory.Search;

namespace Mosaic.Index;

/// <summary>What to rank: rows with any of some terms, within limits.</summary>
internal sealed record IndexQuery(HashSet<string> Terms, DateWords Dates, SearchLimits Limits)
{
    /// <summary>The query as it was typed: what its words are extended from.</summary>
    public string Text { get; init; } = "";

    /// <summary>What a row says now; null: it is not there. Phrases are looked for in it, and feedback is taken from it.</summary>
    public Func<byte[], SearchableText?> RowOf { get; init; } = static _ => null;

    /// <summary>The terms that rank: those of the phrases when the query has none.</summary>
    public HashSet<string> Asked => Terms.Count == 0 && Dates.IsEmpty && Limits.Phrases is { } phrases ? phrases.Asked : Terms;

    /// <summary>What shows in a hit: the query's terms, and those that the index found them to stand for.</summary>
    public HashSet<string> Marks { get; } = new(Terms, StringComparer.Ordinal);

    /// <summary>What shows beside them in hits that were found by feedback.</summary>
    public HashSet<string> FeedbackMarks { get; } = new(StringComparer.Ordinal);

    public HashSet<string> MarksOf(MemoryKind kind) =>
        kind == MemoryKind.Turn || FeedbackMarks.Count == 0 ? Marks : [.. Marks, .. FeedbackMarks];

    /// <summary>Whether a row, as it is now, is within the limits.</summary>
    public bool Admits(byte[] key) => RowOf(key) is { } text && Limits.Admit(text);
}
