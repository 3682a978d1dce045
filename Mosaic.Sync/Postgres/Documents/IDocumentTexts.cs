using Npgsql;

namespace Mosaic.Postgres.Documents;

/// <summary>What search keeps of the documents of collections with a text index.</summary>
internal interface IDocumentTexts
{
    /// <summary>Within a unit, once it has written the documents' rows: makes search find them as they are now.</summary>
    /// <param name="connection">With the unit's transaction open.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="paths">The paths whose text is searched.</param>
    /// <param name="documents">Those that were written, each once, with their JSON; null: deleted.</param>
    ValueTask WriteAsync(
        NpgsqlConnection connection, string collection, IReadOnlyList<string> paths, IReadOnlyList<(string Id, ReadOnlyMemory<byte>? Json)> documents);
}
