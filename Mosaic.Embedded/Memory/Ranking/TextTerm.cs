namespace Mosaic;

/// <summary>A term of a text or a query, as <see cref="TextAnalysis"/> makes them.</summary>
/// <param name="Term">What is looked up: alike for a word's cases, accents and inflections.</param>
/// <param name="Start">Where its word begins, in UTF-16 units.</param>
/// <param name="Length">How long its word is, in UTF-16 units.</param>
/// <param name="IsStop">Whether it is a function or question word of English, which a query leaves out when it has others.</param>
/// <param name="IsPair">Whether it is two characters of a run without spaces, which stand alone among a text's terms, too.</param>
public readonly record struct TextTerm(string Term, int Start, int Length, bool IsStop, bool IsPair);
