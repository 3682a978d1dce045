using System.Runtime.CompilerServices;
using Mosaic.Backends;
using Mosaic.Postgres.Documents;
using Mosaic.Postgres.Sessions;

namespace Mosaic.Postgres.Transactions;

/// <summary>The documents of a transaction over a store on a server.</summary>
internal sealed class PostgresTransactionDocuments(PostgresSession session, PostgresDocuments documents, TransactionScope scope)
    : TransactionDocuments(documents.Serializer, scope.Gate)
{
    protected override void ThrowIfOver() => scope.ThrowIfOver();

    protected override DateTimeOffset Now() => session.Options.TimeProvider.GetUtcNow();

    protected override async ValueTask<StoredDocument?> ReadCommittedAsync(string collection, string id, CancellationToken cancellationToken)
    {
        var (row, _) = await scope.Reads.ReadAsync(
            (connection, token) => documents.Finder.GetStampedAsync(connection, collection, id, token),
            found => new RememberedDocument(documents.Finder, collection, id, found.Stamp),
            cancellationToken).ConfigureAwait(false);
        return row;
    }

    protected override async IAsyncEnumerable<StoredDocument> FindCommittedAsync(
        string collection, Filter? filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (rows, _) = await scope.Reads.ReadAsync(
            (connection, token) => documents.Finder.FindStampedAsync(connection, collection, filter, token),
            found => new RememberedQuery(documents.Finder, collection, filter, found.Stamps),
            cancellationToken).ConfigureAwait(false);
        foreach (var row in rows)
        {
            yield return row;
        }
    }

    protected override void Add(string collection, DocumentWrite write) => scope.Add(collection, write);
}
