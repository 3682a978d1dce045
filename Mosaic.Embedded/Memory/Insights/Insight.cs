namespace Mosaic;

/// <summary>An insight as it is stored.</summary>
public sealed record Insight
{
    /// <summary>The insight's id, unique in the store.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required string UserId { get; init; }

    /// <summary>The text.</summary>
    public required string Content { get; init; }

    /// <summary>Who it comes from.</summary>
    public InsightSource Source { get; init; }

    /// <summary>What it is about.</summary>
    public InsightCategory Category { get; init; }

    /// <summary>How much it matters.</summary>
    /// <value>0 to 1.</value>
    public double RelevanceScore { get; init; }

    /// <summary>What the caller keeps with it.</summary>
    /// <value>Empty when nothing was given. Texts, truth values and numbers (long, else double) are .NET's; lists and objects are <see cref="System.Text.Json.JsonElement"/>.</value>
    public IReadOnlyDictionary<string, object?> Metadata { get; init; } = new Dictionary<string, object?>();

    /// <summary>When it came about.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it faded last (<see cref="IInsights.DecayAsync"/>).</summary>
    /// <value>null: it has not.</value>
    public DateTimeOffset? DecayedAt { get; init; }

    /// <summary>From when on it is not there any more.</summary>
    /// <value>null: never.</value>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The session that it came from.</summary>
    /// <value>null: none.</value>
    public string? SessionId { get; init; }

    /// <summary>The turns that it came from.</summary>
    /// <value>Ids of turns, for <see cref="ISessions.GetTurnAsync"/>; empty when none were given.</value>
    public IReadOnlyList<string> Provenance { get; init; } = [];

    /// <summary>The id of the insight that replaced it, which may have expired or been deleted since.</summary>
    /// <value>null: none did.</value>
    public string? SupersededBy { get; init; }
}
