namespace Mosaic.Postgres.Documents;

/// <summary>A collection and its declarations.</summary>
/// <param name="Id">Its number; 0: it is not there, or not known yet.</param>
/// <param name="Generation">One more after each declaration.</param>
/// <param name="Texts">The paths that search finds.</param>
/// <param name="TextsReady">Search finds all of its documents by them.</param>
/// <param name="Indexes">The declared indexes, oldest first.</param>
internal sealed record CollectionState(long Id, long Generation, IReadOnlyList<string> Texts, bool TextsReady, IReadOnlyList<DeclaredIndex> Indexes)
{
    public static readonly CollectionState Unknown = new(0, 0, [], true, []);

    /// <summary>Its documents are all that is written.</summary>
    public bool IsPlain => Indexes.Count == 0 && Texts.Count == 0;
}
