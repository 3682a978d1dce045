namespace Mosaic;

/// <summary>What an insight is about.</summary>
public enum InsightCategory
{
    /// <summary>Nothing in particular.</summary>
    General,

    /// <summary>What was decided.</summary>
    Decision,

    /// <summary>What was learned.</summary>
    Learning,

    /// <summary>What someone prefers.</summary>
    Preference,

    /// <summary>What is so.</summary>
    Fact,

    /// <summary>What keeps happening.</summary>
    Pattern,
}
