using System.Runtime.CompilerServices;
using Mosaic.Documents.Json;

namespace Mosaic.Backends;

/// <content>Writing. The caller's thread serializes and validates; the backend decides.</content>
public abstract partial class DocumentStore
{
    private static readonly WriteOptions Plain = new();
    private static readonly WriteOptions Upserting = new() { Upsert = true };

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> CreateAsync<T>(string collection, T data, CancellationToken cancellationToken = default)
    {
        Enter(collection, cancellationToken);
        var (id, json, inserted) = Serializer.SerializeNew(data, collection, Now());
        var answer = inserted ? Serializer.Deserialize<T>(json, collection, id) : data;
        await WriteAsync(collection, DocumentWrite.Create(id, json), cancellationToken).ConfigureAwait(false);
        return answer;
    }

    /// <inheritdoc/>
    public async ValueTask<Document<T>> CreateAsync<T>(string collection, string id, T data, CancellationToken cancellationToken = default)
    {
        var json = Prepare(collection, id, data, cancellationToken);
        var value = Serializer.Deserialize<T>(json, collection, id); // before anything is written: it may not fit
        var row = await WriteAsync(collection, DocumentWrite.Create(id, json), cancellationToken).ConfigureAwait(false);
        return ToDocument(collection, row!.Value, json, value);
    }

    /// <inheritdoc/>
    public async ValueTask<Document<T>> PutAsync<T>(string collection, string id, T data, WriteOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var json = Prepare(collection, id, data, cancellationToken);
        var value = Serializer.Deserialize<T>(json, collection, id);
        var row = await WriteAsync(collection, DocumentWrite.Put(id, json, options), cancellationToken).ConfigureAwait(false);
        return ToDocument(collection, row!.Value, json, value);
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask PutJsonAsync(string collection, string id, ReadOnlyMemory<byte> utf8Json, CancellationToken cancellationToken = default) =>
        await PutJsonAsync(collection, id, utf8Json, Upserting, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<long> PutJsonAsync(
        string collection, string id, ReadOnlyMemory<byte> utf8Json, WriteOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        Enter(collection, cancellationToken);
        var write = DocumentWrite.FromJson(DocumentWriteKind.Put, collection, id, utf8Json, options);
        var row = await WriteAsync(collection, write, cancellationToken).ConfigureAwait(false);
        return row!.Value.Version;
    }

    /// <inheritdoc/>
    public ValueTask<T?> UpdateAsync<T>(string collection, string id, object patch, CancellationToken cancellationToken = default) =>
        UpdateAsync<T>(collection, id, patch, Plain, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<T?> UpdateAsync<T>(
        string collection, string id, object patch, WriteOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        Enter(collection, cancellationToken);
        DocumentId.Validate(id);
        var write = DocumentWrite.Merge(id, Serializer.SerializePatch(patch, collection), options);
        return await ChangeAsync<T>(collection, write, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<T?> PatchAsync<T>(
        string collection, string id, JsonPatch patch, WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(patch);
        Enter(collection, cancellationToken);
        DocumentId.Validate(id);
        return await ChangeAsync<T>(collection, DocumentWrite.Patch(id, patch, options ?? Plain), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(string collection, string id, CancellationToken cancellationToken = default)
    {
        Enter(collection, cancellationToken);
        DocumentId.Validate(id);
        return await WriteAsync(collection, DocumentWrite.Delete(id), cancellationToken).ConfigureAwait(false) is not null;
    }

    private async ValueTask<T?> ChangeAsync<T>(string collection, DocumentWrite write, CancellationToken cancellationToken)
    {
        var row = await WriteAsync(collection, write, cancellationToken).ConfigureAwait(false);
        return row is { } changed ? Serializer.Deserialize<T>(changed.Json.Span, collection, changed.Id, changed.Version) : default;
    }

    /// <summary>What was written may differ from what was given: files say some documents in their own way.</summary>
    private Document<T> ToDocument<T>(string collection, StoredDocument row, byte[] given, T value) =>
        row.Json.IsEmpty || row.Json.Span.SequenceEqual(given) ? new Document<T>(row.Id, row.Version, row.ModifiedAt, value) : Serializer.ToDocument<T>(row, collection);

    private byte[] Prepare<T>(string collection, string id, T data, CancellationToken cancellationToken)
    {
        Enter(collection, cancellationToken);
        DocumentId.Validate(id);
        return Serializer.SerializeAs(data, id, collection);
    }
}
