namespace Mosaic.Memory.Embeddings;

/// <summary>A vector that was found.</summary>
/// <param name="Id">Which.</param>
/// <param name="Similarity">Its product with the query's, approximately.</param>
internal readonly record struct NearVector(int Id, float Similarity) : IComparable<NearVector>
{
    /// <summary>What is found first comes first: the more similar, of equal ones the lower id.</summary>
    public int CompareTo(NearVector other) =>
        other.Similarity.CompareTo(Similarity) is var order and not 0 ? order : Id.CompareTo(other.Id);
}
