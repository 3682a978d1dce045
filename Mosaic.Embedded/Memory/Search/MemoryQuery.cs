using Mosaic.Memory.Rows;
using Mosaic.Memory.Search;

namespace Mosaic.Backends;

/// <summary>A search as it was asked: its words and dates, and the limits of what it finds.</summary>
public record MemoryQuery
{
    internal MemoryQuery(HashSet<string> terms, DateWords dates, SearchLimits limits)
    {
        (Terms, Dates, Limits) = (terms, dates, limits);
        Marks = new(terms, StringComparer.Ordinal);
    }

    /// <summary>The query as it was typed: what its words are extended from.</summary>
    public string Text { get; init; } = "";

    /// <summary>What a hit must fulfil.</summary>
    public SearchLimits Limits { get; init; }

    /// <summary>The dates that it names.</summary>
    public DateWords Dates { get; init; }

    /// <summary>The terms that rank: those of the phrases when the query has none.</summary>
    public IReadOnlySet<string> RankedTerms => Asked;

    /// <summary>Its different terms.</summary>
    internal HashSet<string> Terms { get; init; }

    internal HashSet<string> Asked => Terms.Count == 0 && Dates.IsEmpty && Limits.Phrases is { } phrases ? phrases.Asked : Terms;

    /// <summary>What shows in a hit: the query's terms, and those that the index found them to stand for.</summary>
    internal HashSet<string> Marks { get; }

    /// <summary>What shows beside them in hits that were found by feedback.</summary>
    internal HashSet<string> FeedbackMarks { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether it has words or dates, not phrases alone.</summary>
    public bool HasWords => Terms.Count > 0 || !Dates.IsEmpty;

    /// <summary>Reads a query.</summary>
    /// <param name="query">As it was typed; nothing in it is syntax.</param>
    /// <param name="limits">What a hit must fulfil.</param>
    /// <param name="now">What "last week" is counted from.</param>
    /// <returns>null: it asks for nothing.</returns>
    public static MemoryQuery? Parse(string query, SearchLimits limits, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(limits);
        if (string.IsNullOrWhiteSpace(query) && limits.Phrases is null)
        {
            return null;
        }

        var dates = DateWords.Parse(query, DateOnly.FromDateTime(now.UtcDateTime));
        var parsed = new MemoryQuery(QueryTerms.Of(query, hasDate: !dates.IsEmpty), dates, limits) { Text = query };
        return parsed.HasWords || limits.Phrases is not null ? parsed : null;
    }

    /// <summary>A row that was found, as the caller sees it.</summary>
    /// <param name="text">The row.</param>
    /// <param name="score">What it is worth.</param>
    public SearchHit ToHit(SearchableText text, double score)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new()
        {
            Id = text.Id,
            Kind = text.Kind,
            UserId = text.User,
            Collection = text.Collection,
            Content = text.Text,
            Score = score,
            Highlights = Highlighter.Find(text.Text, MarksOf(text.Kind), Limits.Phrases),
            SessionId = text.Session,
            Speaker = text.Speaker,
            Category = text.Category,
            Source = text.Source,
            RelevanceScore = text.Relevance,
            At = text.At,
            Metadata = MetadataJson.Read(text.Metadata),
        };
    }

    internal HashSet<string> MarksOf(MemoryKind kind) =>
        kind == MemoryKind.Turn || FeedbackMarks.Count == 0 ? Marks : [.. Marks, .. FeedbackMarks];
}
