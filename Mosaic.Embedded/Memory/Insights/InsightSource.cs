namespace Mosaic;

/// <summary>Who an insight comes from.</summary>
public enum InsightSource
{
    /// <summary>An agent drew it.</summary>
    Agent,

    /// <summary>The user said it.</summary>
    User,

    /// <summary>A summary of sessions.</summary>
    Summarization,

    /// <summary>The system itself.</summary>
    System,
}
