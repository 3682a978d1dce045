namespace Mosaic;

/// <summary>A text that has a word.</summary>
/// <param name="Text">The text, by a number of the caller's.</param>
/// <param name="Frequency">How often it has the word; of one that stands for another, less.</param>
/// <param name="Length">How many words it has in all.</param>
public readonly record struct TextPosting(int Text, float Frequency, float Length);
