namespace Mosaic.Memory.Vectors;

/// <summary>What every text of a corpus is worth for one query.</summary>
/// <param name="Vectors">The corpus.</param>
/// <param name="Query">The query's vector, one long.</param>
/// <param name="Changes">How many texts it had been given when they were scored: later ones have no score.</param>
/// <param name="Own">The cosine of each text's own vector, by id; null: no text has others around, and only those that are asked for are computed.</param>
/// <param name="Worth">With what stands around each text; null as <paramref name="Own"/>.</param>
internal sealed record CorpusScores(CorpusVectors Vectors, float[] Query, long Changes, float[]? Own, float[]? Worth);
