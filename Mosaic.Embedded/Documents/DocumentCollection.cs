using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Mosaic.Backends;
using Mosaic.Documents.Filters.Linq;
using Mosaic.Documents.Json;
using Mosaic.Documents.Serialization;

namespace Mosaic;

/// <summary>
/// One collection with the type of its documents: <c>var notes = store.Documents.Collection&lt;Note>("notes");</c>. Thread-safe, and costs
/// nothing to make. What each call does and throws stands at the same call of <see cref="IDocumentStore"/>.
/// </summary>
/// <typeparam name="T">The type that documents are written from and read as.</typeparam>
public sealed class DocumentCollection<T>
{
    private const string Written = "It was written.";

    private static readonly WriteOptions Plain = new();

    private readonly JsonTypeInfo<T>? _type;
    private readonly Lazy<DocumentSerializer>? _patches;

    internal DocumentCollection(IDocumentStore store, string name, JsonTypeInfo<T>? type)
    {
        Store = store;
        Name = name;
        _type = type;
        _patches = type is null ? null : new Lazy<DocumentSerializer>(() => new DocumentSerializer(WithAnyType(type.Options)));
    }

    /// <summary>The store that it is in.</summary>
    public IDocumentStore Store { get; }

    /// <summary>The collection's name.</summary>
    public string Name { get; }

    private JsonSerializerOptions Json => _type?.Options ?? Store.JsonOptions;

    /// <summary>Creates a document under the id that it carries, or a new one.</summary>
    /// <param name="data">The document.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The document as stored.</returns>
    public async ValueTask<T> CreateAsync(T data, CancellationToken cancellationToken = default) => _type is null
        ? await Store.CreateAsync(Name, data, cancellationToken).ConfigureAwait(false)
        : Read(await Store.CreateAsync(Name, Write(data), cancellationToken).ConfigureAwait(false), null, Written);

    /// <summary>Creates a document under an id.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="data">The document.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The document as stored.</returns>
    public async ValueTask<Document<T>> CreateAsync(string id, T data, CancellationToken cancellationToken = default) => _type is null
        ? await Store.CreateAsync(Name, id, data, cancellationToken).ConfigureAwait(false)
        : Read(await Store.CreateAsync(Name, id, Write(data), cancellationToken).ConfigureAwait(false), written: true);

    /// <summary>Creates documents as one unit.</summary>
    /// <param name="items">The documents.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The documents as stored, in order.</returns>
    public async ValueTask<IReadOnlyList<T>> CreateManyAsync(IEnumerable<T> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return _type is null
            ? await Store.CreateManyAsync(Name, items, cancellationToken).ConfigureAwait(false)
            : [.. (await Store.CreateManyAsync(Name, items.Select(Write), cancellationToken).ConfigureAwait(false)).Select(json => Read(json, null, Written))];
    }

    /// <summary>Writes a whole document.</summary>
    /// <remarks>What is stored is what <typeparamref name="T"/> writes: fields of the document that the type does not have are gone afterwards,
    /// also when the value was read here before. <see cref="UpdateAsync"/> changes what it names and keeps the rest, and so does
    /// <see cref="IDocumentStore.PatchAsync{T}"/>; a member with <c>[JsonExtensionData]</c> lets the type carry them along.</remarks>
    /// <param name="id">Its id.</param>
    /// <param name="data">The document.</param>
    /// <param name="options">Conditions and consequences; null: it is there and is replaced.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The document as stored.</returns>
    public async ValueTask<Document<T>> PutAsync(string id, T data, WriteOptions? options = null, CancellationToken cancellationToken = default) => _type is null
        ? await Store.PutAsync(Name, id, data, options ?? Plain, cancellationToken).ConfigureAwait(false)
        : Read(await Store.PutAsync(Name, id, Write(data), options ?? Plain, cancellationToken).ConfigureAwait(false), written: true);

    /// <summary>Reads a document.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The document; default when absent.</returns>
    public async ValueTask<T?> ReadAsync(string id, CancellationToken cancellationToken = default) =>
        await GetAsync(id, cancellationToken).ConfigureAwait(false) is { } document ? document.Value : default;

    /// <summary>Reads a document with its version and time.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The document; null when absent.</returns>
    public async ValueTask<Document<T>?> GetAsync(string id, CancellationToken cancellationToken = default) => _type is null
        ? await Store.GetAsync<T>(Name, id, cancellationToken).ConfigureAwait(false)
        : await Store.GetAsync<JsonElement>(Name, id, cancellationToken).ConfigureAwait(false) is { } document ? Read(document) : null;

    /// <summary>Patches a document: JSON Merge Patch, RFC 7396.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="patch">What changes, named as the type's documents are: it is written with the same serializer options.</param>
    /// <param name="options">Conditions and consequences; null: none.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The patched document; default when absent.</returns>
    /// <exception cref="InvalidDocumentException">The patch cannot be applied, or what it made does not fit <typeparamref name="T"/>: then the message says that it was written.</exception>
    public async ValueTask<T?> UpdateAsync(string id, object patch, WriteOptions? options = null, CancellationToken cancellationToken = default) => _type is null
        ? await Store.UpdateAsync<T>(Name, id, patch, options ?? Plain, cancellationToken).ConfigureAwait(false)
        : await Store.UpdateAsync<JsonElement>(Name, id, Patch(patch), options ?? Plain, cancellationToken).ConfigureAwait(false) is { ValueKind: not JsonValueKind.Undefined } json ? Read(json, id, Written) : default;

    /// <summary>Patches the documents that match, as one unit.</summary>
    /// <param name="predicate">Which documents; see <see cref="Filter.From{T}(Expression{Func{T, bool}}, JsonSerializerOptions)"/>.</param>
    /// <param name="patch">What changes, named as the type's documents are: it is written with the same serializer options.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>How many were patched.</returns>
    /// <exception cref="NotSupportedException">A part of the predicate has no translation; nothing was done.</exception>
    public ValueTask<long> UpdateManyAsync(Expression<Func<T, bool>> predicate, object patch, CancellationToken cancellationToken = default) =>
        Store.UpdateManyAsync(Name, Filter.From(predicate, Json), Patch(patch), cancellationToken);

    /// <summary>Deletes a document.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>Whether there was one.</returns>
    public ValueTask<bool> DeleteAsync(string id, CancellationToken cancellationToken = default) => Store.DeleteAsync(Name, id, cancellationToken);

    /// <summary>Deletes the documents that match, as one unit.</summary>
    /// <param name="predicate">Which documents; see <see cref="Filter.From{T}(Expression{Func{T, bool}}, JsonSerializerOptions)"/>.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="NotSupportedException">A part of the predicate has no translation; nothing was done.</exception>
    public ValueTask<long> DeleteManyAsync(Expression<Func<T, bool>> predicate, CancellationToken cancellationToken = default) =>
        Store.DeleteManyAsync(Name, Filter.From(predicate, Json), cancellationToken);

    /// <summary>Finds the documents that match a predicate.</summary>
    /// <param name="predicate">Which documents; see <see cref="Filter.From{T}(Expression{Func{T, bool}}, JsonSerializerOptions)"/>.</param>
    /// <param name="options">The order and the part; null: all, by id.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The documents, read as they are enumerated.</returns>
    /// <exception cref="NotSupportedException">A part of the predicate has no translation.</exception>
    public IAsyncEnumerable<T> FindAsync(Expression<Func<T, bool>> predicate, FindOptions? options = null, CancellationToken cancellationToken = default) =>
        FindAsync(Filter.From(predicate, Json), options, cancellationToken);

    /// <summary>Finds the documents that match a filter.</summary>
    /// <param name="filter">Which documents; null: all.</param>
    /// <param name="options">The order and the part; null: all, by id.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The documents, read as they are enumerated.</returns>
    public IAsyncEnumerable<T> FindAsync(Filter? filter = null, FindOptions? options = null, CancellationToken cancellationToken = default) => _type is null
        ? Store.FindAsync<T>(Name, filter, options, cancellationToken)
        : Store.FindDocumentsAsync<JsonElement>(Name, filter, options, cancellationToken).Select(document => Read(document).Value);

    /// <summary>Finds one document.</summary>
    /// <param name="predicate">Which document; see <see cref="Filter.From{T}(Expression{Func{T, bool}}, JsonSerializerOptions)"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A document that matches; default when none does.</returns>
    /// <exception cref="NotSupportedException">A part of the predicate has no translation; nothing was done.</exception>
    public ValueTask<T?> FindOneAsync(Expression<Func<T, bool>> predicate, CancellationToken cancellationToken = default) =>
        FindAsync(predicate, new FindOptions { Limit = 1 }, cancellationToken).FirstOrDefaultAsync(cancellationToken);

    /// <summary>Counts documents.</summary>
    /// <param name="predicate">Which documents, see <see cref="Filter.From{T}(Expression{Func{T, bool}}, JsonSerializerOptions)"/>; null: all, which is kept, not scanned.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The count.</returns>
    /// <exception cref="NotSupportedException">A part of the predicate has no translation; nothing was done.</exception>
    public ValueTask<long> CountAsync(Expression<Func<T, bool>>? predicate = null, CancellationToken cancellationToken = default) =>
        Store.CountAsync(Name, predicate is null ? null : Filter.From(predicate, Json), cancellationToken);

    /// <summary>Answers a query text over this collection, for example <c>"WHERE age > @age ORDER BY name LIMIT 10"</c>; its language stands at
    /// <see cref="IDocumentStore.QueryAsync{T}"/>.</summary>
    /// <remarks>Every answer is read as <typeparamref name="T"/>: of a text without SELECT, or with <c>SELECT *</c>, those are whole documents.
    /// Answers of another shape, as <c>SELECT city, COUNT(*)</c> makes them, are for <c>Store.QueryAsync</c> with a type of their own.</remarks>
    /// <param name="query">The text. It has no FROM; paths are the JSON names, case and all, not the members' of the type.</param>
    /// <param name="parameters">The values of the parameters that the text names, all of them and no others; null: it names none.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The answers, read as they are enumerated.</returns>
    /// <exception cref="QuerySyntaxException">The text is not a query, or its parameters are not those that are given; thrown by the call itself.</exception>
    /// <exception cref="InvalidDocumentException">An answer does not fit the type.</exception>
    public IAsyncEnumerable<T> QueryAsync(string query, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancellationToken = default) => _type is null
        ? Store.QueryAsync<T>(Name, query, parameters, cancellationToken)
        : Store.QueryAsync<JsonElement>(Name, query, parameters, cancellationToken).Select(json => Read(json));

    /// <summary>Declares an index on the values of a member: <c>EnsureIndexAsync(n => n.Author.Name)</c>.</summary>
    /// <param name="member">The member.</param>
    /// <param name="unique">No two documents may have the same value there.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes once the index covers the collection.</returns>
    /// <exception cref="NotSupportedException">The expression is not a member of the document.</exception>
    public ValueTask EnsureIndexAsync(Expression<Func<T, object?>> member, bool unique = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(member);
        var path = new MemberPaths(Json).Of(member) ?? throw new NotSupportedException($"'{member.Body}' is not a member of the document.");
        return Store.EnsureIndexAsync(Name, path.Text, unique, cancellationToken);
    }

    private JsonElement Write(T data) => Element(DocumentSerializer.Serialize(data, _type!, Name));

    /// <summary>What changes, written as the documents are: with the options of their type.</summary>
    private object Patch(object patch) => _patches is null || patch is null ? patch! : Element(_patches.Value.SerializePatch(patch, Name));

    private static JsonElement Element(byte[] json) => JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = DocumentLimits.MaxDepth });

    /// <summary>Generated code knows the types that it was made for; a patch may be of any other.</summary>
    private static JsonSerializerOptions WithAnyType(JsonSerializerOptions options) => JsonSerializer.IsReflectionEnabledByDefault
        ? new JsonSerializerOptions(options) { TypeInfoResolver = JsonTypeInfoResolver.Combine(options.TypeInfoResolver, new DefaultJsonTypeInfoResolver()) }
        : options;

    private T Read(JsonElement json, string? id = null, string? written = null)
    {
        try
        {
            return json.Deserialize(_type!)!;
        }
        catch (Exception exception) when (DocumentSerializer.IsOfShape(exception))
        {
            throw DocumentSerializer.NoFit<T>(exception, Name, id ?? IdOf(json), written);
        }
    }

    private Document<T> Read(Document<JsonElement> document, bool written = false) => new(
        document.Id, document.Version, document.ModifiedAt, Read(document.Value, document.Id, written ? $"It was written, version {document.Version}." : null));

    private static string? IdOf(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
}
