using System.Runtime.CompilerServices;
using System.Text;
using Mosaic.Documents;
using Mosaic.Documents.Filters;
using Mosaic.Documents.Json;
using Mosaic.Documents.Query;
using Mosaic.Documents.Rows;

namespace Mosaic.Transactions;

/// <summary>The documents as one attempt of a transaction sees them: committed data plus its own writes.</summary>
internal sealed class TransactionDocuments(EngineDocuments documents, TransactionScope scope) : ITransactionDocuments
{
    // As keys on disk: by UTF-8 bytes, which is not the order of UTF-16 units.
    private static readonly Comparer<string> ById = Comparer<string>.Create(static (left, right) =>
        Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right)));

    private readonly Dictionary<string, SortedDictionary<string, DocumentRow?>> _pending = new(StringComparer.Ordinal);

    public ValueTask<T> CreateAsync<T>(string collection, T data, CancellationToken cancellationToken = default)
    {
        lock (scope.Gate)
        {
            Enter(collection, cancellationToken);
            var (id, json, inserted) = documents.Serializer.SerializeNew(data, collection, documents.Now());
            if (Find(collection, id) is not null)
            {
                throw new DuplicateKeyException($"'{collection}' already has a document '{id}'.")
                {
                    Operation = "create",
                    Target = $"{collection}/{id}",
                    Hint = "Use PutAsync with Upsert to replace it.",
                };
            }

            Pend(collection, id, json, 1, null);
            scope.Add(context => documents.Writer.Create(context, collection, id, new DocumentDraft(json)));
            return ValueTask.FromResult(inserted ? documents.Serializer.Deserialize<T>(json, collection, id) : data);
        }
    }

    public ValueTask<Document<T>> PutAsync<T>(
        string collection, string id, T data, WriteOptions options, CancellationToken cancellationToken = default)
    {
        lock (scope.Gate)
        {
            ArgumentNullException.ThrowIfNull(options);
            Enter(collection, cancellationToken);
            DocumentId.Validate(id);
            var json = documents.Serializer.SerializeAs(data, id, collection);
            var version = Find(collection, id)?.Version ?? 0;
            if (options.ExpectedVersion is { } expected && expected != version)
            {
                throw new ConflictException($"Document '{id}' of '{collection}' is at version {version}; version {expected} was expected.")
                {
                    Operation = "write",
                    Target = $"{collection}/{id}",
                    Hint = "Read it again and decide anew.",
                };
            }

            if (version == 0 && !options.Upsert && options.ExpectedVersion is null)
            {
                throw new ConflictException($"Document '{id}' of '{collection}' is absent, but it was to be replaced.")
                {
                    Operation = "write",
                    Target = $"{collection}/{id}",
                    Hint = "WriteOptions.Upsert creates what is absent.",
                };
            }

            var row = Pend(collection, id, json, version + 1, options.ExpiresAt);
            scope.Add(context => documents.Writer.Put(context, collection, id, new DocumentDraft(json), options with { Upsert = true, ExpectedVersion = null }));
            return ValueTask.FromResult(documents.Serializer.ToDocument<T>(id, row, collection));
        }
    }

    public ValueTask<T?> ReadAsync<T>(string collection, string id, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(FindFor(collection, id, cancellationToken) is { } row
            ? documents.Serializer.Deserialize<T>(row.Json.Span, collection, id)
            : default);

    public ValueTask<Document<T>?> GetAsync<T>(string collection, string id, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(FindFor(collection, id, cancellationToken) is { } row
            ? documents.Serializer.ToDocument<T>(id, row, collection)
            : null);

    public ValueTask<T?> UpdateAsync<T>(string collection, string id, object patch, CancellationToken cancellationToken = default)
    {
        lock (scope.Gate)
        {
            if (FindFor(collection, id, cancellationToken) is not { } old)
            {
                return ValueTask.FromResult<T?>(default);
            }

            var json = MergePatch.Apply(old.Json.Span, documents.Serializer.SerializePatch(patch, collection));
            JsonText.Validate(json);
            DocumentContent.RequireId(json, id, collection, keepsIdOf: old.Json);
            var options = new WriteOptions { Upsert = true, ExpiresAt = old.ExpiresAtTicks is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null };
            Pend(collection, id, json, old.Version + 1, options.ExpiresAt);
            scope.Add(context => documents.Writer.Put(context, collection, id, new DocumentDraft(json), options));
            return ValueTask.FromResult<T?>(documents.Serializer.Deserialize<T>(json, collection, id));
        }
    }

    public ValueTask<bool> DeleteAsync(string collection, string id, CancellationToken cancellationToken = default)
    {
        lock (scope.Gate)
        {
            if (FindFor(collection, id, cancellationToken) is null)
            {
                return ValueTask.FromResult(false);
            }

            Pending(collection)[id] = null;
            scope.Add(context => documents.Writer.Delete(context, collection, id));
            return ValueTask.FromResult(true);
        }
    }

    public async IAsyncEnumerable<T> FindAsync<T>(
        string collection, Filter? filter = null, FindOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Dictionary<string, DocumentRow?>? mine;
        lock (scope.Gate)
        {
            Enter(collection, cancellationToken);
            scope.Reads.Query(collection, filter);
            mine = _pending.TryGetValue(collection, out var pending) ? new(pending, StringComparer.Ordinal) : null;
        }

        var found = documents.Finder.FindAsync(collection, filter, null);
        if (mine is not null)
        {
            found = found.Where(document => !mine.ContainsKey(document.Id))
                .Concat(mine.Where(static pair => pair.Value is not null).Select(static pair => new FoundDocument(pair.Key, pair.Value!.Value))
                    .Where(document => FilterEvaluator.Matches(filter, document.Row.Json.Span)).ToAsyncEnumerable())
                .OrderBy(static document => document.Id, ById);
        }

        var answer = await FindOrder.Apply(found, options).ToListAsync(cancellationToken).ConfigureAwait(false);
        lock (scope.Gate)
        {
            scope.Reads.ThrowIfStale(); // the pages of a scan are of several moments unless nothing moved
        }

        foreach (var document in answer)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return documents.Serializer.Deserialize<T>(document.Row.Json.Span, collection, document.Id);
        }
    }

    private SortedDictionary<string, DocumentRow?> Pending(string collection)
    {
        scope.WritesTo(collection);
        return _pending.TryGetValue(collection, out var pending) ? pending : _pending[collection] = new(StringComparer.Ordinal);
    }

    private DocumentRow? FindFor(string collection, string id, CancellationToken cancellationToken)
    {
        lock (scope.Gate)
        {
            Enter(collection, cancellationToken);
            DocumentId.Validate(id);
            return Find(collection, id);
        }
    }

    private DocumentRow? Find(string collection, string id) =>
        _pending.TryGetValue(collection, out var pending) && pending.TryGetValue(id, out var mine) ? mine : scope.Reads.Read(collection, id);

    private DocumentRow Pend(string collection, string id, byte[] json, long version, DateTimeOffset? expiresAt)
    {
        var row = new DocumentRow(DocumentRow.Encode(version, documents.Now(), 0, expiresAt, json));
        Pending(collection)[id] = row;
        return row;
    }

    private void Enter(string collection, CancellationToken cancellationToken)
    {
        scope.ThrowIfOver();
        documents.Enter(collection, cancellationToken);
    }
}
