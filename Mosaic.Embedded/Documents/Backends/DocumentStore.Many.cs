using Mosaic.Documents.Json;

namespace Mosaic.Backends;

/// <content>Writing many documents as one unit.</content>
public abstract partial class DocumentStore
{
    /// <summary>So many documents are validated on all cores.</summary>
    private const int ParallelFrom = 4_000;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<T>> CreateManyAsync<T>(string collection, IEnumerable<T> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        Enter(collection, cancellationToken);
        var answers = new List<T>();
        var writes = new List<DocumentWrite>();
        foreach (var item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (id, json, inserted) = Serializer.SerializeNew(item, collection, Now());
            answers.Add(inserted ? Serializer.Deserialize<T>(json, collection, id) : item);
            writes.Add(DocumentWrite.Create(id, json));
        }

        for (var i = 0; i < writes.Count; i++)
        {
            writes[i].Place = (i + 1, writes.Count);
        }

        await WriteManyAsync(collection, writes, cancellationToken).ConfigureAwait(false);
        return answers;
    }

    /// <inheritdoc/>
    public ValueTask<long> UpdateManyAsync(string collection, IEnumerable<string> ids, object patch, CancellationToken cancellationToken = default)
    {
        var all = Ids(collection, ids, cancellationToken);
        var bytes = Serializer.SerializePatch(patch, collection);
        return WriteManyAsync(collection, all.ConvertAll(id => DocumentWrite.Merge(id, bytes, Plain)), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<long> DeleteManyAsync(string collection, IEnumerable<string> ids, CancellationToken cancellationToken = default) =>
        WriteManyAsync(collection, Ids(collection, ids, cancellationToken).ConvertAll(static id => DocumentWrite.Delete(id)), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<long> UpdateManyAsync(string collection, Filter filter, object patch, CancellationToken cancellationToken = default)
    {
        var bytes = Serializer.SerializePatch(patch, collection);
        var ids = await MatchesAsync(collection, filter, cancellationToken).ConfigureAwait(false);
        return await WriteManyAsync(collection, ids.ConvertAll(id => DocumentWrite.Merge(id, bytes, Plain, filter)), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<long> DeleteManyAsync(string collection, Filter filter, CancellationToken cancellationToken = default)
    {
        var ids = await MatchesAsync(collection, filter, cancellationToken).ConfigureAwait(false);
        return await WriteManyAsync(collection, ids.ConvertAll(id => DocumentWrite.Delete(id, filter)), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<long> PutJsonManyAsync(
        string collection,
        IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> documents,
        ExistingDocuments existing = ExistingDocuments.Replace,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(documents);
        Enter(collection, cancellationToken);
        var (kind, options) = existing switch
        {
            ExistingDocuments.Replace => (DocumentWriteKind.Put, Upserting),
            ExistingDocuments.Keep => (DocumentWriteKind.Keep, Plain),
            _ => (DocumentWriteKind.Create, Plain),
        };
        var all = documents as IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> ?? [.. documents];
        return WriteManyAsync(collection, Prepare(collection, all, kind, options), cancellationToken);
    }

    private static DocumentWrite[] Prepare(
        string collection, IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> documents, DocumentWriteKind kind, WriteOptions options)
    {
        var writes = new DocumentWrite[documents.Count];
        if (writes.Length < ParallelFrom || !Parallel.For(0, writes.Length, TryPrepare).IsCompleted)
        {
            for (var i = 0; i < writes.Length; i++)
            {
                writes[i] ??= DocumentWrite.FromJson(kind, collection, documents[i].Key, documents[i].Value, options);
            }
        }

        return writes;

        void TryPrepare(int i, ParallelLoopState loop)
        {
            try
            {
                writes[i] = DocumentWrite.FromJson(kind, collection, documents[i].Key, documents[i].Value, options);
            }
            catch (Exception error) when (error is InvalidDocumentException or ArgumentException)
            {
                loop.Stop(); // the first that is refused tells why
            }
        }
    }

    /// <summary>Finds the ids first; each is decided again when it is written.</summary>
    private async ValueTask<List<string>> MatchesAsync(string collection, Filter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var ids = new List<string>();
        await foreach (var found in WatchedAsync(collection, filter, DocumentOrder.ById, cancellationToken).ConfigureAwait(false))
        {
            ids.Add(found.Id);
        }

        return ids;
    }

    private List<string> Ids(string collection, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        Enter(collection, cancellationToken);
        var all = new List<string>();
        foreach (var id in ids)
        {
            DocumentId.Validate(id);
            all.Add(id);
        }

        return all;
    }
}
