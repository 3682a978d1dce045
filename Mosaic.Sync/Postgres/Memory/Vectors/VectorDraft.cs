namespace Mosaic.Postgres.Memory.Vectors;

/// <summary>What came of a text.</summary>
internal readonly record struct VectorDraft(VectorWork Work, long Hash, float[]? Vector, VectorOutcome Outcome);
