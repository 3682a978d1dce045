using System.Runtime.CompilerServices;
using System.Text;
using Mosaic.Documents.Filters;
using Mosaic.Documents.Json;
using Mosaic.Documents.Query;

namespace Mosaic.Backends;

/// <summary>
/// The documents as one attempt of a transaction sees them: committed data plus its own writes, which are decided here, by what it has
/// read, and wait for the commit. A backend reads what is committed and remembers that, so that the commit can check that it still holds.
/// </summary>
/// <param name="serializer">Between the caller's types and a document's bytes.</param>
/// <param name="gate">Held while the attempt's own state is looked at or changed; its other parts share it.</param>
public abstract class TransactionDocuments(DocumentSerializer serializer, Lock gate) : ITransactionDocuments
{
    private static readonly WriteOptions Plain = new();

    // As keys on disk: by UTF-8 bytes, which is not the order of UTF-16 units.
    private static readonly Comparer<string> ById = Comparer<string>.Create(static (left, right) =>
        Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right)));

    private readonly Dictionary<string, SortedDictionary<string, StoredDocument?>> _pending = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<T> CreateAsync<T>(string collection, T data, CancellationToken cancellationToken = default)
    {
        Begin(collection, cancellationToken);
        var (id, json, inserted) = serializer.SerializeNew(data, collection, Now());
        await ApplyAsync(collection, DocumentWrite.Create(id, json), cancellationToken).ConfigureAwait(false);
        return inserted ? serializer.Deserialize<T>(json, collection, id) : data;
    }

    /// <inheritdoc/>
    public async ValueTask<Document<T>> PutAsync<T>(
        string collection, string id, T data, WriteOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        Begin(collection, cancellationToken);
        DocumentId.Validate(id);
        var json = serializer.SerializeAs(data, id, collection);
        var row = await ApplyAsync(collection, DocumentWrite.Put(id, json, options), cancellationToken).ConfigureAwait(false);
        return serializer.ToDocument<T>(row!.Value, collection);
    }

    /// <inheritdoc/>
    public async ValueTask<T?> ReadAsync<T>(string collection, string id, CancellationToken cancellationToken = default) =>
        await FindAsync(collection, id, cancellationToken).ConfigureAwait(false) is { } row
            ? serializer.Deserialize<T>(row.Json.Span, collection, id)
            : default;

    /// <inheritdoc/>
    public async ValueTask<Document<T>?> GetAsync<T>(string collection, string id, CancellationToken cancellationToken = default) =>
        await FindAsync(collection, id, cancellationToken).ConfigureAwait(false) is { } row
            ? serializer.ToDocument<T>(row, collection)
            : null;

    /// <inheritdoc/>
    public async ValueTask<T?> UpdateAsync<T>(string collection, string id, object patch, CancellationToken cancellationToken = default)
    {
        Begin(collection, cancellationToken);
        DocumentId.Validate(id);
        var write = DocumentWrite.Merge(id, serializer.SerializePatch(patch, collection), Plain);
        return await ApplyAsync(collection, write, cancellationToken).ConfigureAwait(false) is { } row
            ? serializer.Deserialize<T>(row.Json.Span, collection, id)
            : default;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(string collection, string id, CancellationToken cancellationToken = default)
    {
        Begin(collection, cancellationToken);
        DocumentId.Validate(id);
        return await ApplyAsync(collection, DocumentWrite.Delete(id), cancellationToken).ConfigureAwait(false) is not null;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<T> FindAsync<T>(
        string collection, Filter? filter = null, FindOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Begin(collection, cancellationToken);
        var order = DocumentOrder.Of(options);
        Dictionary<string, StoredDocument?>? mine;
        lock (gate)
        {
            mine = _pending.TryGetValue(collection, out var pending) ? new(pending, StringComparer.Ordinal) : null;
        }

        var found = FindCommittedAsync(collection, filter, cancellationToken);
        if (mine is not null)
        {
            found = found.Where(document => !mine.ContainsKey(document.Id))
                .Concat(mine.Values.Where(static document => document is not null).Select(static document => document!.Value)
                    .Where(document => FilterEvaluator.Matches(filter, document.Json.Span)).ToAsyncEnumerable())
                .OrderBy(static document => document.Id, ById);
        }

        var answer = await FindOrder.Apply(found, order).ToListAsync(cancellationToken).ConfigureAwait(false);
        lock (gate)
        {
            ThrowIfMoved();
        }

        foreach (var document in answer)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return serializer.Deserialize<T>(document.Json.Span, collection, document.Id);
        }
    }

    /// <summary>Under the gate: whether documents can be read and written now.</summary>
    /// <exception cref="InvalidOperationException">The callback has returned.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    protected abstract void ThrowIfOver();

    /// <summary>The time that new ids and pending documents bear.</summary>
    protected abstract DateTimeOffset Now();

    /// <summary>Reads a document as it is committed, and remembers how it was found.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="id">The document's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>null: it is absent, or has expired.</returns>
    protected abstract ValueTask<StoredDocument?> ReadCommittedAsync(string collection, string id, CancellationToken cancellationToken);

    /// <summary>Finds documents as they are committed, in the order of ids, and remembers the query.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="filter">Which; null: all.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    protected abstract IAsyncEnumerable<StoredDocument> FindCommittedAsync(string collection, Filter? filter, CancellationToken cancellationToken);

    /// <summary>Under the gate, once a query has ended: where it may have read several moments, whether nothing moved.</summary>
    protected virtual void ThrowIfMoved()
    {
    }

    /// <summary>Under the gate: takes up a write for the commit, in the order of the calls. It was decided, and the commit checks what decided it:
    /// there it is applied whatever the version.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="write">A create, put or delete.</param>
    protected abstract void Add(string collection, DocumentWrite write);

    private void Begin(string collection, CancellationToken cancellationToken)
    {
        CollectionName.Validate(collection);
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            ThrowIfOver();
        }
    }

    private async ValueTask<StoredDocument?> FindAsync(string collection, string id, CancellationToken cancellationToken)
    {
        Begin(collection, cancellationToken);
        DocumentId.Validate(id);
        lock (gate)
        {
            if (IsPending(collection, id, out var mine))
            {
                return mine;
            }
        }

        return await ReadCommittedAsync(collection, id, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>The document as it will be, or of a delete as it was; null: there is nothing to do.</returns>
    private async ValueTask<StoredDocument?> ApplyAsync(string collection, DocumentWrite write, CancellationToken cancellationToken)
    {
        var found = await FindAsync(collection, write.Id, cancellationToken).ConfigureAwait(false);
        lock (gate)
        {
            ThrowIfOver();
            var live = IsPending(collection, write.Id, out var mine) ? mine : found;
            if (write.Decide(collection, live) is not { } decision)
            {
                return null;
            }

            StoredDocument? row = decision.Json is { } json
                ? new StoredDocument(write.Id, (live?.Version ?? 0) + 1, Now(), decision.ExpiresAt, json)
                : null;
            Pending(collection)[write.Id] = row;
            Add(collection, row is not { } written ? DocumentWrite.Delete(write.Id)
                : write.Kind == DocumentWriteKind.Create ? write
                : DocumentWrite.Put(write.Id, written.Json.Span, write.Options with { Upsert = true, ExpectedVersion = null, ExpiresAt = decision.ExpiresAt }));
            return row ?? live;
        }
    }

    private bool IsPending(string collection, string id, out StoredDocument? mine)
    {
        mine = null;
        return _pending.TryGetValue(collection, out var pending) && pending.TryGetValue(id, out mine);
    }

    private SortedDictionary<string, StoredDocument?> Pending(string collection) =>
        _pending.TryGetValue(collection, out var pending) ? pending : _pending[collection] = new(StringComparer.Ordinal);
}
