namespace Mosaic.Index.Words;

/// <summary>The terms that a search may look for beside those that were typed.</summary>
internal interface IKnownTerms
{
    /// <summary>Terms that begin so, with how many rows have each; also some that the user may not have.</summary>
    Dictionary<string, int> Beginning(string prefix);

    /// <summary>Terms so many edits from a stem, as <see cref="Beginning"/>.</summary>
    Dictionary<string, int> Near(string stem, int edits);

    /// <summary>How many rows have a term, those of others included.</summary>
    int Count(string term);

    /// <summary>Whether the user has a row with the term; documents are everyone's.</summary>
    bool Has(string term);
}
