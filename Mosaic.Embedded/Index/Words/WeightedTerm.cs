namespace Mosaic.Backends;

/// <summary>A term that a word of a query stands for.</summary>
/// <param name="Term">As the index has it.</param>
/// <param name="Weight">What one of it counts, beside 1 for the word's own term.</param>
public readonly record struct WeightedTerm(string Term, float Weight);
