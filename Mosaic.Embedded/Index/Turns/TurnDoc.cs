namespace Mosaic.Index.Turns;

/// <summary>A document of a segment that has a term.</summary>
/// <param name="Doc">Its number.</param>
/// <param name="Frequency">How often it has the term.</param>
internal readonly record struct TurnDoc(int Doc, int Frequency);
