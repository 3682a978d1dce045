using System.Runtime.CompilerServices;
using Mosaic.Documents.Json;
using Mosaic.Documents.Rows;

namespace Mosaic.Documents;

/// <content>Writing. The caller's thread serializes and validates; the write loop decides.</content>
internal sealed partial class EngineDocuments
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> CreateAsync<T>(string collection, T data, CancellationToken cancellationToken = default)
    {
        Enter(collection, cancellationToken);
        var (id, json, inserted) = Serializer.SerializeNew(data, collection, Now());
        var answer = inserted ? Serializer.Deserialize<T>(json, collection, id) : data;
        var draft = new DocumentDraft(json);
        await WriteAsync(collection, context => Writer.Create(context, collection, id, draft), cancellationToken).ConfigureAwait(false);
        return answer;
    }

    public async ValueTask<Document<T>> CreateAsync<T>(string collection, string id, T data, CancellationToken cancellationToken = default)
    {
        var json = Prepare(collection, id, data, cancellationToken);
        var value = Serializer.Deserialize<T>(json, collection, id); // before anything is written: it may not fit
        var draft = new DocumentDraft(json);
        var row = await WriteAsync(collection, context => Writer.Create(context, collection, id, draft), cancellationToken).ConfigureAwait(false);
        return new Document<T>(id, row.Version, row.ModifiedAt, value);
    }

    public async ValueTask<Document<T>> PutAsync<T>(string collection, string id, T data, WriteOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var json = Prepare(collection, id, data, cancellationToken);
        var value = Serializer.Deserialize<T>(json, collection, id);
        var draft = new DocumentDraft(json);
        var row = await WriteAsync(collection, context => Writer.Put(context, collection, id, draft, options), cancellationToken).ConfigureAwait(false);
        return new Document<T>(id, row.Version, row.ModifiedAt, value);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask PutJsonAsync(string collection, string id, ReadOnlyMemory<byte> utf8Json, CancellationToken cancellationToken = default) =>
        await PutJsonAsync(collection, id, utf8Json, Upserting, cancellationToken).ConfigureAwait(false);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<long> PutJsonAsync(
        string collection, string id, ReadOnlyMemory<byte> utf8Json, WriteOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        Enter(collection, cancellationToken);
        DocumentId.Validate(id);
        var draft = Draft(collection, id, utf8Json);
        var row = await WriteAsync(collection, context => Writer.Put(context, collection, id, draft, options), cancellationToken).ConfigureAwait(false);
        return row.Version;
    }

    public ValueTask<T?> UpdateAsync<T>(string collection, string id, object patch, CancellationToken cancellationToken = default) =>
        UpdateAsync<T>(collection, id, patch, Plain, cancellationToken);

    public async ValueTask<T?> UpdateAsync<T>(
        string collection, string id, object patch, WriteOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        Enter(collection, cancellationToken);
        DocumentId.Validate(id);
        var bytes = Serializer.SerializePatch(patch, collection);
        var row = await WriteAsync(collection, context => Writer.Update(context, collection, id, bytes, options), cancellationToken).ConfigureAwait(false);
        return row is { } updated ? Serializer.Deserialize<T>(updated.Json.Span, collection, id, updated.Version) : default;
    }

    public async ValueTask<T?> PatchAsync<T>(
        string collection, string id, JsonPatch patch, WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(patch);
        Enter(collection, cancellationToken);
        DocumentId.Validate(id);
        var row = await WriteAsync(collection, context => Writer.Patch(context, collection, id, patch, options ?? Plain), cancellationToken).ConfigureAwait(false);
        return row is { } updated ? Serializer.Deserialize<T>(updated.Json.Span, collection, id, updated.Version) : default;
    }

    public ValueTask<bool> DeleteAsync(string collection, string id, CancellationToken cancellationToken = default)
    {
        Enter(collection, cancellationToken);
        DocumentId.Validate(id);
        return WriteAsync(collection, context => Writer.Delete(context, collection, id), cancellationToken);
    }

    /// <summary>Checks the draft's own bytes: the caller's may change under it.</summary>
    private static DocumentDraft Draft(string collection, string id, ReadOnlyMemory<byte> utf8Json)
    {
        var draft = new DocumentDraft(utf8Json.Span);
        JsonText.Validate(draft.Json.Span);
        DocumentContent.RequireNoOtherId(draft.Json.Span, id, collection);
        return draft;
    }

    private byte[] Prepare<T>(string collection, string id, T data, CancellationToken cancellationToken)
    {
        Enter(collection, cancellationToken);
        DocumentId.Validate(id);
        return Serializer.SerializeAs(data, id, collection);
    }
}
