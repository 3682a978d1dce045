namespace Mosaic;

/// <summary>How many words of a text a <see cref="TextModel"/> knows. Stop words do not count, a word counts as often as it occurs.</summary>
/// <param name="Known">Words it was trained on.</param>
/// <param name="Unknown">All others.</param>
public readonly record struct WordCounts(int Known, int Unknown)
{
    /// <summary>The part of the words that is unknown, 0 to 1; 0 of no words.</summary>
    public double UnknownShare => Known + Unknown == 0 ? 0 : (double)Unknown / ((double)Known + Unknown);
}
