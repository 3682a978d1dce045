namespace Mosaic.Postgres.Memory.Vectors;

/// <summary>pgvector as a database has it.</summary>
/// <param name="Schema">Where it is, quoted.</param>
/// <param name="Version">Of the extension.</param>
/// <param name="HasColumn">The table of vectors has a column of its type.</param>
/// <param name="IsFilled">That column has all vectors.</param>
internal sealed record VectorServer(string Schema, Version Version, bool HasColumn, bool IsFilled)
{
    /// <summary>More numbers no type of it holds.</summary>
    public const int DimensionsMax = 16_000;

    /// <summary>More its index does not take.</summary>
    public const int IndexedMax = 4_000;

    /// <summary>The first with half-precision vectors.</summary>
    public static Version Oldest { get; } = new(0, 7);

    /// <summary>From then on a search by the index goes on until it has enough of a user's.</summary>
    public bool SearchesOn => Version >= new Version(0, 8);

    public string Apply(string query, VectorModel? model = null) => query
        .Replace("{vector}", Schema, StringComparison.Ordinal)
        .Replace("{embedding}", HasColumn ? $"coalesce(v.embedding, v.numbers::{Schema}.halfvec)" : $"v.numbers::{Schema}.halfvec", StringComparison.Ordinal)
        .Replace("{model}", $"{model?.Number}", StringComparison.Ordinal)
        .Replace("{dimensions}", $"{model?.Dimensions}", StringComparison.Ordinal);
}
