using Mosaic.Backends;
using Mosaic.Documents;

namespace Mosaic.Transactions;

/// <summary>The documents of a transaction over a local store.</summary>
internal sealed class EngineTransactionDocuments(EngineDocuments documents, TransactionScope scope) : TransactionDocuments(documents.Serializer, scope.Gate)
{
    protected override void ThrowIfOver()
    {
        scope.ThrowIfOver();
        documents.RequireOpen();
    }

    protected override DateTimeOffset Now() => documents.Now();

    protected override ValueTask<StoredDocument?> ReadCommittedAsync(string collection, string id, CancellationToken cancellationToken)
    {
        lock (scope.Gate)
        {
            return ValueTask.FromResult(scope.Reads.Read(collection, id)?.ToStored(id));
        }
    }

    protected override IAsyncEnumerable<StoredDocument> FindCommittedAsync(string collection, Filter? filter, CancellationToken cancellationToken)
    {
        lock (scope.Gate)
        {
            scope.Reads.Query(collection, filter);
        }

        return documents.Finder.FindAsync(collection, filter);
    }

    protected override void ThrowIfMoved() => scope.Reads.ThrowIfStale(); // the pages of a scan are of several moments

    protected override void Add(string collection, DocumentWrite write)
    {
        scope.WritesTo(collection);
        scope.Add(context => documents.Writer.Apply(context, collection, write));
    }
}
