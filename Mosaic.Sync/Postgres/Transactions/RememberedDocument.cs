using Mosaic.Postgres.Documents;
using Npgsql;

namespace Mosaic.Postgres.Transactions;

/// <summary>A document that a transaction has read, or found absent: its stamp is 0 then.</summary>
internal sealed class RememberedDocument(DocumentFinder finder, string collection, string id, long stamp) : IRemembered
{
    public string Collection => collection;

    public string Id => id;

    public long Stamp => stamp;

    public ValueTask<bool> IsCurrentAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        finder.AreSameAsync(connection, [(collection, id, stamp)], cancellationToken);

    /// <summary>Whether many are current, in one query.</summary>
    public static ValueTask<bool> AreCurrentAsync(
        DocumentFinder finder, NpgsqlConnection connection, IReadOnlyList<RememberedDocument> documents, CancellationToken cancellationToken) =>
        finder.AreSameAsync(connection, [.. documents.Select(static document => (document.Collection, document.Id, document.Stamp))], cancellationToken);
}
