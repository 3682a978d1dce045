namespace Mosaic;

/// <summary>A text that a <see cref="TextScorer"/> found.</summary>
/// <param name="Text">The text, by the caller's number.</param>
/// <param name="Score">Higher is better.</param>
public readonly record struct RankedText(int Text, double Score);
