namespace Mosaic;

/// <summary>An insight to store.</summary>
public sealed record NewInsight
{
    /// <summary>The insight's id.</summary>
    /// <value>null: the store makes one.</value>
    public string? Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required string UserId { get; init; }

    /// <summary>The text.</summary>
    public required string Content { get; init; }

    /// <summary>
    /// The text's vector, made by the generator that is the store's <see cref="MosaicOptions.Embedder"/>: then that need not make it. With other
    /// dimensions, or where the store has none or trains its own, it is kept and not searched by.
    /// </summary>
    /// <value>null: none. Never empty, and without NaN and infinities.</value>
    public ReadOnlyMemory<float>? Embedding { get; init; }

    /// <summary>Who it comes from.</summary>
    /// <value><see cref="InsightSource.Agent"/>.</value>
    public InsightSource Source { get; init; }

    /// <summary>What it is about.</summary>
    /// <value><see cref="InsightCategory.General"/>.</value>
    public InsightCategory Category { get; init; }

    /// <summary>How much it matters.</summary>
    /// <value>0 to 1; by default 1.</value>
    public double RelevanceScore { get; init; } = 1;

    /// <summary>What the caller keeps with it, written as JSON.</summary>
    /// <value>null: nothing.</value>
    public IReadOnlyDictionary<string, object?>? Metadata { get; init; }

    /// <summary>When it came about.</summary>
    /// <value>null: now.</value>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it last faded: from when on <see cref="IInsights.DecayAsync"/> counts.</summary>
    /// <value>null: it has not, <see cref="CreatedAt"/> counts.</value>
    public DateTimeOffset? DecayedAt { get; init; }

    /// <summary>From when on it is not there any more: not read, not found, and deleted soon after.</summary>
    /// <value>null: never.</value>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The session that it came from.</summary>
    /// <value>null: none.</value>
    public string? SessionId { get; init; }

    /// <summary>The turns that it came from.</summary>
    /// <value>Ids of the turns that it came from; null: none.</value>
    public IReadOnlyList<string>? Provenance { get; init; }

    /// <summary>
    /// The id of the insight, of the same user, that it replaces: searches do not find that one any more, and its <see cref="Insight.SupersededBy"/>
    /// leads here. That is history and stays so, also when this one expires or is deleted: what turned out to be outdated does not become
    /// true again. To have it back, store it anew.
    /// </summary>
    /// <value>null: none.</value>
    public string? Supersedes { get; init; }
}
