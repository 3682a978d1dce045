namespace Mosaic.Postgres.Memory.Vectors;

/// <summary>What of making and searching vectors is not for users to set.</summary>
internal sealed record VectorSettings
{
    /// <value>20,000. More vectors of a user, or documents, are searched by the index of nearest vectors, where there is one.</value>
    public long ExactMax { get; init; } = 20_000;

    /// <value>20,000. From about so many vectors in the table on the index is built.</value>
    public long IndexFrom { get; init; } = 20_000;

    /// <value>2 minutes. Who took texts and did not tell what came of them is given up then.</value>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(2);

    /// <value>true. Whether pgvector is used where it is.</value>
    public bool UseExtension { get; init; } = true;
}
