namespace QuickStart.Indexing;

/// <summary>What was done about a file.</summary>
internal enum FileOutcome
{
    /// <summary>Its passages were replaced.</summary>
    Indexed,

    /// <summary>It has the content that the store has.</summary>
    Same,

    /// <summary>It was removed from the store, or was not in it.</summary>
    Removed,
}
