namespace Mosaic.Postgres.Memory.Vectors;

/// <summary>A search's vector, and the part that it is compared with.</summary>
/// <param name="Part">The user's number; 0: documents.</param>
/// <param name="Model">The model that answers there.</param>
/// <param name="Vector">One long.</param>
/// <param name="IsIndexed">There is an index of the nearest by the model.</param>
internal sealed record VectorQuery(long Part, VectorModel Model, float[] Vector, bool IsIndexed);
