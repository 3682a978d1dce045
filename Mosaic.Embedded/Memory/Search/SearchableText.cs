namespace Mosaic.Memory.Search;

/// <summary>One row as search sees it: what the index is told of it, and what a hit is checked against.</summary>
internal sealed record SearchableText
{
    /// <summary>The row's key, all that the index keeps beside words and limits.</summary>
    public required byte[] Key { get; init; }

    public required MemoryKind Kind { get; init; }

    public required string Id { get; init; }

    public required string Text { get; init; }

    /// <value>null: a document.</value>
    public string? User { get; init; }

    public string? Session { get; init; }

    /// <value>null: no turn.</value>
    public long? Number { get; init; }

    /// <value>null: no turn.</value>
    public string? Speaker { get; init; }

    public string? Collection { get; init; }

    /// <value>null: no insight.</value>
    public InsightCategory? Category { get; init; }

    /// <value>null: no insight.</value>
    public InsightSource? Source { get; init; }

    /// <value>null: no insight.</value>
    public double? Relevance { get; init; }

    public DateTimeOffset At { get; init; }

    /// <value>JSON; empty: none.</value>
    public ReadOnlyMemory<byte> Metadata { get; init; }
}
