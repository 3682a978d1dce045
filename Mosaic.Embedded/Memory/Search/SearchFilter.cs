using Mosaic.Backends;

namespace Mosaic;

/// <summary>What a memory search is limited to. Conditions are joined by and.</summary>
public sealed record SearchFilter
{
    /// <summary>Whose memory to search.</summary>
    /// <value>
    /// null: the user that the store is bound to by <see cref="IMemoryStore.ForUser"/>, else <see cref="LocalUser.Id"/> (refused when the store
    /// requires one). <see cref="AllUsers"/> is explicit.
    /// </value>
    public string? UserId { get; init; }

    /// <summary>Searches the memory of every user.</summary>
    /// <value>false.</value>
    public bool AllUsers { get; init; }

    /// <summary>The session that a hit belongs to; then no documents are found.</summary>
    /// <value>null: any.</value>
    public string? SessionId { get; init; }

    /// <summary>What an insight is about; then only insights are found.</summary>
    /// <value>null: anything.</value>
    public InsightCategory? Category { get; init; }

    /// <summary>Who an insight comes from; then only insights are found.</summary>
    /// <value>null: anyone.</value>
    public InsightSource? Source { get; init; }

    /// <summary>The least relevance of an insight, 0 to 1; then only insights are found.</summary>
    /// <value>null: any.</value>
    public double? MinRelevance { get; init; }

    /// <summary>The earliest time of a hit (<see cref="SearchHit.At"/>), inclusive.</summary>
    /// <value>null: any.</value>
    public DateTimeOffset? From { get; init; }

    /// <summary>The latest time of a hit (<see cref="SearchHit.At"/>), inclusive.</summary>
    /// <value>null: any.</value>
    public DateTimeOffset? To { get; init; }

    /// <summary>
    /// Phrases that a hit's own text has, each with its words one after the other, whatever their case and inflection; stop words
    /// count. When the query has no word, it is they that are asked for.
    /// </summary>
    /// <value>null, or empty: none. At most 64, each of 1 to 1,024 words.</value>
    public IReadOnlyList<string>? Phrases { get; init; }

    /// <summary>Who said a turn, exactly; then only turns are found.</summary>
    /// <value>null: anyone.</value>
    public string? Speaker { get; init; }

    /// <summary>The collection of a document; then only documents are found, if <see cref="IDocumentStore.EnsureTextIndexAsync"/> made that collection searchable.</summary>
    /// <value>null: any.</value>
    public string? Collection { get; init; }

    /// <summary>Lets the query's last word stand for every word that begins with it, too: search as one types.</summary>
    /// <value>
    /// false. For the 64 words that are the most frequent of those that the searched memory has; of some, at random, where the store has more than
    /// 65,536 that begin so.
    /// </value>
    public bool Prefix { get; init; }

    /// <summary>
    /// Lets each of the query's first 32 words stand for words spelled nearly so, too: from 4 letters within one edit of its stem, from 8 within two
    /// (a letter more, less, another, or two in the other's place). What is spelled as asked counts more; what has a digit stands for itself.
    /// </summary>
    /// <value>false. For the 32 words that are the nearest, of these the most frequent, of those that the searched memory has.</value>
    public bool Fuzzy { get; init; }

    /// <summary>
    /// Finds documents and insights also by the words that the best of them have in common (the relevance model RM3, Lavrenko and Croft 2001,
    /// Abdul-Jaleel et al. 2004): more is found, at twice the time. Turns are searched as without: it was measured to hurt them.
    /// </summary>
    /// <value>false.</value>
    public bool Expand { get; init; }

    /// <summary>What to search.</summary>
    /// <value>null: every kind. Empty: nothing.</value>
    public IReadOnlyList<MemoryKind>? Kinds { get; init; }
}
