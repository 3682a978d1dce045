using Mosaic.Documents.Filters;
using Mosaic.Documents.Folders.Writing;
using Mosaic.Documents.Json;
using Mosaic.Documents.Rows;

namespace Mosaic;

/// <content>Writing.</content>
public sealed partial class FolderDocumentStore
{
    private static readonly WriteOptions Plain = new();
    private static readonly WriteOptions Upserting = new() { Upsert = true };

    /// <inheritdoc/>
    public async ValueTask<T> CreateAsync<T>(string collection, T data, CancellationToken cancellationToken = default)
    {
        _documents.Enter(collection, cancellationToken);
        var (id, json, inserted) = _documents.Serializer.SerializeNew(data, collection, _documents.Now());
        var answer = inserted ? _documents.Serializer.Deserialize<T>(json, collection, id) : data;
        await WriteOneAsync(collection, Creating(collection, id, json), cancellationToken).ConfigureAwait(false);
        return answer;
    }

    /// <inheritdoc/>
    public async ValueTask<Document<T>> CreateAsync<T>(string collection, string id, T data, CancellationToken cancellationToken = default)
    {
        var json = Prepare(collection, id, data, cancellationToken);
        _ = _documents.Serializer.Deserialize<T>(json, collection, id); // before anything is written: it may not fit
        var row = await WriteOneAsync(collection, Creating(collection, id, json), cancellationToken).ConfigureAwait(false);
        return _documents.Serializer.ToDocument<T>(row!.Value.ToStored(id), collection);
    }

    /// <inheritdoc/>
    public async ValueTask<Document<T>> PutAsync<T>(string collection, string id, T data, WriteOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var json = Prepare(collection, id, data, cancellationToken);
        _ = _documents.Serializer.Deserialize<T>(json, collection, id);
        var row = await WriteOneAsync(collection, Putting(collection, id, json, options), cancellationToken).ConfigureAwait(false);
        return _documents.Serializer.ToDocument<T>(row!.Value.ToStored(id), collection);
    }

    /// <inheritdoc/>
    public async ValueTask PutJsonAsync(string collection, string id, ReadOnlyMemory<byte> utf8Json, CancellationToken cancellationToken = default) =>
        await PutJsonAsync(collection, id, utf8Json, Upserting, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<long> PutJsonAsync(string collection, string id, ReadOnlyMemory<byte> utf8Json, WriteOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return (await PutRowAsync(collection, id, utf8Json, options, null, cancellationToken).ConfigureAwait(false)).Version;
    }

    /// <inheritdoc/>
    public ValueTask<T?> UpdateAsync<T>(string collection, string id, object patch, CancellationToken cancellationToken = default) =>
        UpdateAsync<T>(collection, id, patch, Plain, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<T?> UpdateAsync<T>(string collection, string id, object patch, WriteOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        Enter(collection, id, cancellationToken);
        var bytes = _documents.Serializer.SerializePatch(patch, collection);
        return ChangeAsync<T>(collection, id, options, json => MergePatch.Apply(json, bytes), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<T?> PatchAsync<T>(string collection, string id, JsonPatch patch, WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(patch);
        Enter(collection, id, cancellationToken);
        return ChangeAsync<T>(collection, id, options ?? Plain, patch.Apply, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string collection, string id, CancellationToken cancellationToken = default)
    {
        Enter(collection, id, cancellationToken);
        return CommitAsync(collection, [id], () => Deleting(collection, [id]), static rows => rows.Count > 0, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<T>> CreateManyAsync<T>(string collection, IEnumerable<T> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        _documents.Enter(collection, cancellationToken);
        var answers = new List<T>();
        var writes = new List<PlannedWrite>();
        foreach (var item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (id, json, inserted) = _documents.Serializer.SerializeNew(item, collection, _documents.Now());
            answers.Add(inserted ? _documents.Serializer.Deserialize<T>(json, collection, id) : item);
            writes.Add(Creating(collection, id, json));
        }

        RequireOnce(collection, writes);
        await CommitAsync(collection, writes.Select(static it => it.Id), () => writes, static _ => true, cancellationToken).ConfigureAwait(false);
        return answers;
    }

    /// <inheritdoc/>
    public ValueTask<long> UpdateManyAsync(string collection, IEnumerable<string> ids, object patch, CancellationToken cancellationToken = default)
    {
        var all = Ids(collection, ids, cancellationToken);
        var bytes = _documents.Serializer.SerializePatch(patch, collection);
        return CommitAsync(collection, all, () => Updating(collection, all, null, bytes), static rows => (long)rows.Count, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<long> UpdateManyAsync(string collection, Filter filter, object patch, CancellationToken cancellationToken = default)
    {
        var bytes = _documents.Serializer.SerializePatch(patch, collection);
        var all = await FoundAsync(collection, filter, cancellationToken).ConfigureAwait(false);
        return await CommitAsync(collection, all, () => Updating(collection, all, filter, bytes), static rows => (long)rows.Count, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<long> DeleteManyAsync(string collection, IEnumerable<string> ids, CancellationToken cancellationToken = default)
    {
        var all = Ids(collection, ids, cancellationToken);
        return CommitAsync(collection, all, () => Deleting(collection, all), static rows => (long)rows.Count, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<long> DeleteManyAsync(string collection, Filter filter, CancellationToken cancellationToken = default)
    {
        var all = await FoundAsync(collection, filter, cancellationToken).ConfigureAwait(false);
        return await CommitAsync(
            collection, all, () => Deleting(collection, all.Where(id => Live(collection, id) is { } row && FilterEvaluator.Matches(filter, row.Json.Span))), static rows => (long)rows.Count, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<long> PutJsonManyAsync(
        string collection,
        IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> documents,
        ExistingDocuments existing = ExistingDocuments.Replace,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(documents);
        _documents.Enter(collection, cancellationToken);
        var all = documents.Select(pair => (Id: pair.Key, Json: PrepareJson(collection, pair.Key, pair.Value, cancellationToken))).ToList();
        var once = existing switch
        {
            ExistingDocuments.Replace => all.GroupBy(static it => it.Id, StringComparer.Ordinal).Select(static same => same.Last()).ToList(),
            ExistingDocuments.Keep => all.DistinctBy(static it => it.Id, StringComparer.Ordinal).ToList(),
            _ => all,
        };
        return CommitAsync(
            collection,
            once.Select(static it => it.Id),
            () =>
            {
                var writes = once.Where(it => existing != ExistingDocuments.Keep || Live(collection, it.Id) is null)
                    .Select(it => existing == ExistingDocuments.Replace ? Putting(collection, it.Id, it.Json, Upserting) : Creating(collection, it.Id, it.Json)).ToList();
                RequireOnce(collection, writes);
                return writes;
            },
            rows => existing == ExistingDocuments.Replace ? all.Count : (long)rows.Count,
            cancellationToken);
    }

    private async ValueTask<DocumentRow?> WriteOneAsync(string collection, PlannedWrite write, CancellationToken cancellationToken)
    {
        Enter(collection, write.Id, cancellationToken);
        return await CommitAsync(collection, [write.Id], () => [write], static rows => rows[0], cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<T?> ChangeAsync<T>(string collection, string id, WriteOptions options, Func<ReadOnlySpan<byte>, byte[]> change, CancellationToken cancellationToken)
    {
        var row = await CommitAsync(
            collection,
            [id],
            () => Live(collection, id) is null && !options.Upsert && options.ExpectedVersion is null ? [] : [Changing(collection, id, options, change)],
            static rows => rows.Count > 0 ? rows[0] : null,
            cancellationToken).ConfigureAwait(false);
        return row is { } changed ? _documents.Serializer.Deserialize<T>(changed.Json.Span, collection, id, changed.Version) : default;
    }

    private byte[] Prepare<T>(string collection, string id, T data, CancellationToken cancellationToken)
    {
        Enter(collection, id, cancellationToken);
        return _documents.Serializer.SerializeAs(data, id, collection);
    }

    private byte[] PrepareJson(string collection, string id, ReadOnlyMemory<byte> utf8Json, CancellationToken cancellationToken)
    {
        Enter(collection, id, cancellationToken);
        var json = utf8Json.ToArray();
        JsonText.Validate(json);
        DocumentContent.RequireNoOtherId(json, id, collection);
        return json;
    }

    private List<string> Ids(string collection, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        _documents.Enter(collection, cancellationToken);
        var all = new List<string>();
        foreach (var id in ids)
        {
            Enter(collection, id, cancellationToken);
            all.Add(id);
        }

        return all;
    }

    private async ValueTask<List<string>> FoundAsync(string collection, Filter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return await FindJsonAsync(collection, filter, null, cancellationToken).Select(static it => it.Id).ToListAsync(cancellationToken).ConfigureAwait(false);
    }
}
