namespace Mosaic;

/// <summary>What a memory search is limited to. Conditions are joined by and.</summary>
public sealed record SearchFilter
{
    /// <summary>Whose memory to search.</summary>
    /// <value>null: <see cref="LocalUser.Id"/> (refused when the store requires one). <see cref="AllUsers"/> is explicit.</value>
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

    /// <summary>The earliest time of a hit, inclusive.</summary>
    /// <value>null: any.</value>
    public DateTimeOffset? From { get; init; }

    /// <summary>The latest time of a hit, inclusive.</summary>
    /// <value>null: any.</value>
    public DateTimeOffset? To { get; init; }

    /// <summary>What to search.</summary>
    /// <value>null: every kind.</value>
    public IReadOnlyList<MemoryKind>? Kinds { get; init; }
}
