namespace Mosaic.Backends;

/// <summary>What memory refuses, in the same words on every backend.</summary>
public static class MemoryErrors
{
    /// <summary>What is stored under an id that is taken.</summary>
    /// <param name="id">The insight's id.</param>
    public static DuplicateKeyException InsightTaken(string id) => new($"There is an insight '{id}' already.")
    {
        Operation = "store",
        Target = id,
        Hint = "Ids of insights are unique in the store. Leave the id out and one is made; Supersedes replaces an insight.",
    };

    /// <summary>What supersedes an insight that is not there.</summary>
    /// <param name="id">The insight that was to be superseded.</param>
    public static ConflictException InsightNotThere(string id) => new($"The insight '{id}' is absent, so it cannot be superseded.")
    {
        Operation = "store",
        Target = id,
        Hint = "It was never there, was deleted, has expired or is another user's. Store the new one without Supersedes.",
    };

    /// <summary>What supersedes an insight that another did before.</summary>
    /// <param name="id">The insight that was to be superseded.</param>
    /// <param name="by">The one that did.</param>
    public static ConflictException InsightSuperseded(string id, string by) => new($"The insight '{id}' is superseded by '{by}', so it cannot be superseded.")
    {
        Operation = "store",
        Target = id,
        Hint = "Supersede the newest one: SupersededBy leads there, and is null on it.",
    };

    /// <summary>A turn for a session of another user.</summary>
    /// <param name="session">The session.</param>
    public static MosaicException ForeignSession(string session) => new($"The session '{session}' is another user's.")
    {
        Operation = "append",
        Target = session,
        Hint = "A session belongs to the user of its first turn; give this one an id of its own.",
    };

    /// <summary>A turn with an id that is taken.</summary>
    /// <param name="id">The turn's id.</param>
    public static DuplicateKeyException TurnTaken(string id) => new($"There is a turn '{id}' already.")
    {
        Operation = "append",
        Target = id,
        Hint = "Ids of turns are unique in the store. Leave the id out and one is made.",
    };

    /// <summary>A session that is to be archived and is not there.</summary>
    /// <param name="session">The session.</param>
    public static MosaicException NoSession(string session) => new($"There is no session '{session}'.")
    {
        Operation = "archive",
        Target = session,
        Hint = "A session exists from its first turn on.",
    };
}
