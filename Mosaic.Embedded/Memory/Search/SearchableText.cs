namespace Mosaic.Backends;

/// <summary>One row as search sees it: what the index is told of it, and what a hit is checked against.</summary>
public sealed record SearchableText
{
    /// <summary>The row's key, all that the local index keeps beside words and limits.</summary>
    internal byte[] Key { get; init; } = [];

    /// <summary>What it is.</summary>
    public required MemoryKind Kind { get; init; }

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>Whose it is.</summary>
    /// <value>null: a document.</value>
    public string? User { get; init; }

    /// <summary>The session that it belongs to.</summary>
    public string? Session { get; init; }

    /// <summary>A turn's place in its session.</summary>
    /// <value>null: no turn.</value>
    public long? Number { get; init; }

    /// <summary>Who said it.</summary>
    /// <value>null: no turn.</value>
    public string? Speaker { get; init; }

    /// <summary>The collection of a document.</summary>
    public string? Collection { get; init; }

    /// <summary>What an insight is about.</summary>
    /// <value>null: no insight.</value>
    public InsightCategory? Category { get; init; }

    /// <summary>Who an insight comes from.</summary>
    /// <value>null: no insight.</value>
    public InsightSource? Source { get; init; }

    /// <summary>How much an insight matters.</summary>
    /// <value>null: no insight.</value>
    public double? Relevance { get; init; }

    /// <summary>When it came about.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>What the caller keeps with it.</summary>
    /// <value>JSON; empty: none.</value>
    public ReadOnlyMemory<byte> Metadata { get; init; }
}
