namespace Mosaic.Backends;

/// <summary>A word of a query: what counts as one word, however it is spelled.</summary>
/// <param name="Terms">Its own term first.</param>
/// <param name="Weight">How much it counts beside the other words.</param>
public sealed record QueryWord(IReadOnlyList<WeightedTerm> Terms, float Weight = 1)
{
    /// <summary>Its own term.</summary>
    public string Term => Terms[0].Term;

    /// <summary>A word of one term.</summary>
    /// <param name="term">The term.</param>
    public static QueryWord Of(string term) => new([new WeightedTerm(term, 1)]);
}
