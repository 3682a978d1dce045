namespace Mosaic;

/// <summary>What one speaker said at one moment of a session.</summary>
public sealed record SessionTurn
{
    /// <summary>The turn's id.</summary>
    /// <value>null when appending: the store makes one.</value>
    public string? Id { get; init; }

    /// <summary>The session that it belongs to.</summary>
    public required string SessionId { get; init; }

    /// <summary>Whose session it is.</summary>
    public required string UserId { get; init; }

    /// <summary>Who spoke.</summary>
    public required string Speaker { get; init; }

    /// <summary>What was said.</summary>
    public required string Content { get; init; }

    /// <summary>When it was said.</summary>
    /// <value>default when appending: now, in UTC. Its offset is kept: a search for a day finds the day that it was there.</value>
    public DateTimeOffset At { get; init; }

    /// <summary>What the caller keeps with it, written as JSON.</summary>
    /// <value>null: nothing.</value>
    public IReadOnlyDictionary<string, object?>? Metadata { get; init; }
}
