namespace Mosaic.Index.Words;

/// <summary>A word of a query: what counts as one word, however it is spelled.</summary>
/// <param name="Terms">Its own term first.</param>
/// <param name="Weight">How much it counts beside the other words.</param>
internal sealed record QueryWord(IReadOnlyList<WeightedTerm> Terms, float Weight = 1)
{
    public string Term => Terms[0].Term;

    public static QueryWord Of(string term) => new([new WeightedTerm(term, 1)]);
}
