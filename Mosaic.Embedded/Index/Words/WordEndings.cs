namespace Mosaic.Index.Words;

/// <summary>Endings that stemming takes from English words.</summary>
internal static class WordEndings
{
    public static readonly IReadOnlyList<string> All =
    [
        "s", "es", "ed", "ing", "ings", "er", "ers", "ly", "ness", "iness", "ment", "ments", "ation", "ations", "ization", "izations",
        "ies", "ied", "able", "ible", "ful", "less", "ity", "ities", "ive", "ize", "ized", "izing", "ional", "ical", "ically", "ance", "ence", "ism", "ist",
    ];
}
