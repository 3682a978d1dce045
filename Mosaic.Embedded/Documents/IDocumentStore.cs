using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Mosaic;

/// <summary>JSON documents in named collections.</summary>
/// <remarks>
/// Thread-safe. An id is the JSON string property "id"; absent, a UUIDv7 is inserted first. A write completes once it is durable.
/// A document is kept as its exact JSON bytes.
/// </remarks>
public interface IDocumentStore
{
    /// <summary>The name of the backend.</summary>
    string Name { get; }

    /// <summary>How values become JSON here, and what names properties have in paths.</summary>
    /// <value><see cref="MosaicOptions.Json"/> of a local store; read only.</value>
    JsonSerializerOptions JsonOptions { get; }

    /// <summary>Creates a document under the id that it carries, or under a new one.</summary>
    /// <typeparam name="T">The caller's type of the document.</typeparam>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="data">Written as JSON with the store's settings.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The document as stored; its id included, where the type has a property for it. For types without one use the overload with an id.</returns>
    /// <exception cref="DuplicateKeyException">The id, or a value of a unique index, is taken.</exception>
    /// <exception cref="InvalidDocumentException">The data is not a document that can be kept: not an object, over 16 MB, too deep, or with keys or text that JSON does not allow.</exception>
    ValueTask<T> CreateAsync<T>(string collection, T data, CancellationToken cancellationToken = default);

    /// <summary>Creates a document under an id.</summary>
    /// <typeparam name="T">The caller's type of the document.</typeparam>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="id">The document's id.</param>
    /// <param name="data">Written as JSON with the store's settings.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The document as stored.</returns>
    /// <exception cref="DuplicateKeyException">The id, or a value of a unique index, is taken.</exception>
    /// <exception cref="InvalidDocumentException">The data is not a document that can be kept: not an object, over 16 MB, too deep, or with keys or text that JSON does not allow.</exception>
    ValueTask<Document<T>> CreateAsync<T>(string collection, string id, T data, CancellationToken cancellationToken = default);

    /// <summary>Writes a whole document.</summary>
    /// <typeparam name="T">The caller's type of the document.</typeparam>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="id">The document's id.</param>
    /// <param name="data">Written as JSON with the store's settings.</param>
    /// <param name="options">Conditions and consequences of the write.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The document as stored.</returns>
    /// <exception cref="ConflictException">The document does not have the expected version.</exception>
    /// <exception cref="DuplicateKeyException">The id, or a value of a unique index, is taken.</exception>
    /// <exception cref="InvalidDocumentException">The data is not a document that can be kept: not an object, over 16 MB, too deep, or with keys or text that JSON does not allow.</exception>
    ValueTask<Document<T>> PutAsync<T>(string collection, string id, T data, WriteOptions options, CancellationToken cancellationToken = default);

    /// <summary>Reads a document.</summary>
    /// <typeparam name="T">The caller's type of the document.</typeparam>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="id">The document's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The document; default when absent.</returns>
    ValueTask<T?> ReadAsync<T>(string collection, string id, CancellationToken cancellationToken = default);

    /// <summary>Reads a document with its version and time.</summary>
    /// <typeparam name="T">The caller's type of the document.</typeparam>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="id">The document's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The document; null when absent.</returns>
    ValueTask<Document<T>?> GetAsync<T>(string collection, string id, CancellationToken cancellationToken = default);

    /// <summary>Patches a document: JSON Merge Patch, RFC 7396.</summary>
    /// <typeparam name="T">The caller's type of the document.</typeparam>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="id">The document's id.</param>
    /// <param name="patch">A JSON Merge Patch: what it names is replaced, what it names as null is removed. Pass only what changes, as an anonymous object, a dictionary or a JsonElement: a whole entity writes every property, and its nulls remove theirs.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The patched document; default when the document is absent.</returns>
    /// <exception cref="DuplicateKeyException">The id, or a value of a unique index, is taken.</exception>
    /// <exception cref="InvalidDocumentException">The data is not a document that can be kept: not an object, over 16 MB, too deep, or with keys or text that JSON does not allow. Or the patched document does not fit <typeparamref name="T"/>: it was written all the same, and the message says so with its version.</exception>
    ValueTask<T?> UpdateAsync<T>(string collection, string id, object patch, CancellationToken cancellationToken = default);

    /// <summary>Patches a document under conditions: JSON Merge Patch, RFC 7396.</summary>
    /// <typeparam name="T">The caller's type of the document.</typeparam>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="id">The document's id.</param>
    /// <param name="patch">A JSON Merge Patch: what it names is replaced, what it names as null is removed. Pass only what changes, as an anonymous object, a dictionary or a JsonElement: a whole entity writes every property, and its nulls remove theirs.</param>
    /// <param name="options">Conditions and consequences of the write.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The patched document; default when the document is absent.</returns>
    /// <exception cref="ConflictException">The document does not have the expected version.</exception>
    /// <exception cref="DuplicateKeyException">The id, or a value of a unique index, is taken.</exception>
    /// <exception cref="InvalidDocumentException">The data is not a document that can be kept: not an object, over 16 MB, too deep, or with keys or text that JSON does not allow. Or the patched document does not fit <typeparamref name="T"/>: it was written all the same, and the message says so with its version.</exception>
    ValueTask<T?> UpdateAsync<T>(string collection, string id, object patch, WriteOptions options, CancellationToken cancellationToken = default);

    /// <summary>Patches a document: JSON Patch, RFC 6902. All of its operations take effect, or none.</summary>
    /// <typeparam name="T">The caller's type of the document.</typeparam>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="id">The document's id.</param>
    /// <param name="patch">The operations; a document that is created (Upsert) begins as an empty object.</param>
    /// <param name="options">Conditions and consequences of the write; null: none.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The patched document; default when the document is absent.</returns>
    /// <exception cref="ConflictException">A test failed, or the document does not have the expected version.</exception>
    /// <exception cref="DuplicateKeyException">A value of a unique index is taken.</exception>
    /// <exception cref="InvalidDocumentException">An operation points nowhere, or what it makes cannot be kept. Or the patched document does not fit <typeparamref name="T"/>: it was written all the same, and the message says so with its version.</exception>
    ValueTask<T?> PatchAsync<T>(string collection, string id, JsonPatch patch, WriteOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Deletes a document.</summary>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="id">The document's id.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> DeleteAsync(string collection, string id, CancellationToken cancellationToken = default);

    /// <summary>Finds documents. Pages under a short lock, yields outside it. Documents present and unchanged throughout come exactly once; not a snapshot.</summary>
    /// <typeparam name="T">The caller's type of the document.</typeparam>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="filter">Which documents; null: all.</param>
    /// <param name="options">The order and the part; null: all of them.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The documents, read as they are enumerated.</returns>
    IAsyncEnumerable<T> FindAsync<T>(string collection, Filter? filter = null, FindOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Finds documents with their versions and times, as <see cref="FindAsync{T}"/> does.</summary>
    /// <typeparam name="T">The caller's type of the document.</typeparam>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="filter">Which documents; null: all.</param>
    /// <param name="options">The order and the part; null: all of them.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The documents, read as they are enumerated.</returns>
    IAsyncEnumerable<Document<T>> FindDocumentsAsync<T>(string collection, Filter? filter = null, FindOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Finds one document.</summary>
    /// <typeparam name="T">The caller's type of the document.</typeparam>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="filter">Which document.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A document that matches; default when none does.</returns>
    ValueTask<T?> FindOneAsync<T>(string collection, Filter filter, CancellationToken cancellationToken = default);

    /// <summary>Counts documents; without a filter the count is kept, not scanned.</summary>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="filter">Which documents; null: all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The count.</returns>
    ValueTask<long> CountAsync(string collection, Filter? filter = null, CancellationToken cancellationToken = default);

    /// <summary>Creates documents as one unit: all or none.</summary>
    /// <typeparam name="T">The caller's type of the document.</typeparam>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="items">The documents, each under the id that it carries or a new one.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The documents as stored, in order.</returns>
    /// <exception cref="DuplicateKeyException">The id, or a value of a unique index, is taken.</exception>
    /// <exception cref="InvalidDocumentException">The data is not a document that can be kept: not an object, over 16 MB, too deep, or with keys or text that JSON does not allow.</exception>
    ValueTask<IReadOnlyList<T>> CreateManyAsync<T>(string collection, IEnumerable<T> items, CancellationToken cancellationToken = default);

    /// <summary>Patches documents as one unit; absent ones are passed over.</summary>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="ids">The documents' ids.</param>
    /// <param name="patch">A JSON Merge Patch: what it names is replaced, what it names as null is removed. Pass only what changes, as an anonymous object, a dictionary or a JsonElement: a whole entity writes every property, and its nulls remove theirs.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>How many were patched.</returns>
    /// <exception cref="DuplicateKeyException">The id, or a value of a unique index, is taken.</exception>
    /// <exception cref="InvalidDocumentException">The data is not a document that can be kept: not an object, over 16 MB, too deep, or with keys or text that JSON does not allow.</exception>
    [OverloadResolutionPriority(1)]
    ValueTask<long> UpdateManyAsync(string collection, IEnumerable<string> ids, object patch, CancellationToken cancellationToken = default);

    /// <summary>Deletes documents as one unit; absent ones are passed over.</summary>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="ids">The documents' ids.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>How many were deleted.</returns>
    [OverloadResolutionPriority(1)]
    ValueTask<long> DeleteManyAsync(string collection, IEnumerable<string> ids, CancellationToken cancellationToken = default);

    /// <summary>Patches the documents that match, as one unit. Each is decided again when it is written: one that no longer matches is passed
    /// over, and so is one that came to match meanwhile.</summary>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="filter">Which documents.</param>
    /// <param name="patch">A JSON Merge Patch (RFC 7396), as for <see cref="UpdateAsync{T}(string, string, object, CancellationToken)"/>.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>How many were patched.</returns>
    /// <exception cref="DuplicateKeyException">A value of a unique index is taken; nothing was written.</exception>
    /// <exception cref="InvalidDocumentException">A patched document cannot be kept; nothing was written.</exception>
    ValueTask<long> UpdateManyAsync(string collection, Filter filter, object patch, CancellationToken cancellationToken = default);

    /// <summary>Deletes the documents that match, as one unit, each decided again when it is deleted.</summary>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="filter">Which documents.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>How many were deleted.</returns>
    ValueTask<long> DeleteManyAsync(string collection, Filter filter, CancellationToken cancellationToken = default);

    /// <summary>Answers a query text over one collection.</summary>
    /// <remarks>
    /// <para><c>[SELECT * | [VALUE] item [AS name], …] [WHERE condition] [GROUP BY path, …] [ORDER BY path [ASC|DESC], …] [LIMIT n] [OFFSET n]</c>.
    /// An item is a path or <c>COUNT(*)</c>, <c>COUNT(path)</c>, <c>SUM</c>, <c>AVG</c>, <c>MIN</c>, <c>MAX</c> of one; it shows as a property
    /// under its name, by default the path's last name or the function's in small letters, and not at all where it is missing. VALUE shows one
    /// item's bare value instead. Without SELECT, and with <c>*</c>, whole documents come.</para>
    /// <para>A condition joins with AND, OR, NOT and brackets: <c>path = value</c> (also <c>&lt;> != &lt; &lt;= > >=</c>, and the value first),
    /// <c>[NOT] IN (…)</c> or <c>IN @list</c>, <c>[NOT] LIKE 'a%_' [ESCAPE '\']</c>, <c>[NOT] BETWEEN a AND b</c>, <c>[NOT] CONTAINS value</c>,
    /// <c>[NOT] STARTS WITH 'a'</c>, <c>IS [NOT] NULL</c>, <c>IS [NOT] MISSING</c>, <c>EXISTS</c> after the path, <c>(…) IS [NOT] TRUE</c>; of arrays
    /// <c>ANY(tags) = 'x'</c>, <c>'x' = ANY(tags)</c>, <c>ANY(lines).price > 9</c>, <c>ANY(lines) MATCHES (price > 9 AND count &lt; 5)</c>, where
    /// <c>$</c> is the element.</para>
    /// <para>LIKE, STARTS WITH and CONTAINS compare strings as they are: case counts, <c>'a%'</c> does not find <c>Anna</c>, and é is not e. To find
    /// a text in any case, keep it in small letters in a field more, or let memory search find it
    /// (<see cref="EnsureTextIndexAsync"/>).</para>
    /// <para>Names stand bare when they are of letters, digits, <c>_</c>, <c>$</c> and <c>-</c> and no word of the language, else in double
    /// quotes; strings in single quotes, doubled inside; parameters are <c>@name</c>. Words are recognized in any case, names are not.</para>
    /// <para>Logic has three values: what compares with a missing value, or one of another type, is unknown, and so is its negation; a document
    /// is found when the condition is true. SUM and AVG pass over what is no number; sums are exact, averages have 34 digits. The answers of a
    /// query with GROUP BY, ORDER BY or an aggregate are held in memory: groups, or as many documents as LIMIT and OFFSET reach.</para>
    /// </remarks>
    /// <typeparam name="T">The caller's type of an answer.</typeparam>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="query">The query's text.</param>
    /// <param name="parameters">The values of the parameters that the text names, all of them and no others; null: it names none.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The answers, read as they are enumerated.</returns>
    /// <exception cref="QuerySyntaxException">The text is not a query, or its parameters are not those that are given or cannot be compared with; thrown by the call itself.</exception>
    IAsyncEnumerable<T> QueryAsync<T>(string collection, string query, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancellationToken = default);

    /// <summary>Says how a filter would be answered: by which index, and about how much is read.</summary>
    /// <param name="collection">The collection's name.</param>
    /// <param name="filter">The filter; null: all documents.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The plan.</returns>
    ValueTask<QueryPlan> ExplainAsync(string collection, Filter? filter, CancellationToken cancellationToken = default);

    /// <summary>Says how a query text's documents would be found.</summary>
    /// <param name="collection">The collection's name.</param>
    /// <param name="query">The query's text.</param>
    /// <param name="parameters">The values of its parameters; null: it names none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="QuerySyntaxException">The text is not a query.</exception>
    ValueTask<QueryPlan> ExplainAsync(string collection, string query, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancellationToken = default);

    /// <summary>Finds documents as their exact JSON, with their versions and times, as <see cref="FindAsync{T}"/> does.</summary>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="filter">Which documents; null: all.</param>
    /// <param name="options">The order and the part; null: all of them.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The documents in UTF-8, read as they are enumerated.</returns>
    IAsyncEnumerable<Document<ReadOnlyMemory<byte>>> FindJsonAsync(string collection, Filter? filter = null, FindOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Writes whole documents from their JSON as one unit: all or none.</summary>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="documents">Ids and JSON, each as for <see cref="PutJsonAsync(string, string, ReadOnlyMemory{byte}, CancellationToken)"/>.</param>
    /// <param name="existing">What happens to a document that is there.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="DuplicateKeyException">A value of a unique index is taken, or an id is and <paramref name="existing"/> refuses that.</exception>
    /// <exception cref="InvalidDocumentException">A document cannot be kept.</exception>
    ValueTask<long> PutJsonManyAsync(
        string collection, IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> documents, ExistingDocuments existing = ExistingDocuments.Replace, CancellationToken cancellationToken = default);

    /// <summary>Writes a whole document from its JSON, created when absent.</summary>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="id">The document's id.</param>
    /// <param name="utf8Json">Any JSON value in UTF-8, kept as it is: no id is put in. An object that names another id is refused.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>A task that completes once the document is durable.</returns>
    /// <exception cref="DuplicateKeyException">The id, or a value of a unique index, is taken.</exception>
    /// <exception cref="InvalidDocumentException">The data is not a document that can be kept: not an object, over 16 MB, too deep, or with keys or text that JSON does not allow.</exception>
    ValueTask PutJsonAsync(string collection, string id, ReadOnlyMemory<byte> utf8Json, CancellationToken cancellationToken = default);

    /// <summary>Writes a whole document from its JSON under conditions.</summary>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="id">The document's id.</param>
    /// <param name="utf8Json">Any JSON value in UTF-8, kept as it is: no id is put in. An object that names another id is refused.</param>
    /// <param name="options">Conditions and consequences of the write.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>The document's new version.</returns>
    /// <exception cref="ConflictException">The document does not have the expected version.</exception>
    /// <exception cref="DuplicateKeyException">A value of a unique index is taken.</exception>
    /// <exception cref="InvalidDocumentException">The data is not a document that can be kept.</exception>
    ValueTask<long> PutJsonAsync(string collection, string id, ReadOnlyMemory<byte> utf8Json, WriteOptions options, CancellationToken cancellationToken = default);

    /// <summary>Reads a document's exact JSON.</summary>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="id">The document's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The JSON in UTF-8; null when absent.</returns>
    ValueTask<ReadOnlyMemory<byte>?> GetJsonAsync(string collection, string id, CancellationToken cancellationToken = default);

    /// <summary>Declares an index on the values at a path; declaring it again does nothing. Cancelled or interrupted, the declaration stays and the next one goes on with it.</summary>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="path">The dotted path.</param>
    /// <param name="unique">No two documents may have the same value there; absent values and null are not compared. An index does not change its kind.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes once the index covers the collection.</returns>
    /// <exception cref="DuplicateKeyException">The index is to be unique and two documents have the same value.</exception>
    ValueTask EnsureIndexAsync(string collection, string path, bool unique = false, CancellationToken cancellationToken = default);

    /// <summary>Makes the text at <paramref name="paths"/> part of memory search, as kind Document.</summary>
    /// <remarks>
    /// Paths that were declared before stay. Documents have no user: a search finds them whoever asks, unless its filter excludes them,
    /// but not one that is bound to a user.
    /// </remarks>
    /// <param name="collection">The collection's name; it exists from its first document or declaration on.</param>
    /// <param name="paths">Dotted paths to a string, or to an array whose strings count; 1 to 64 for a collection.</param>
    /// <param name="cancellationToken">Ends the waiting; a declaration that was admitted stays, and the documents are taken up all the same.</param>
    /// <returns>A task that completes once searches find the documents that are there.</returns>
    ValueTask EnsureTextIndexAsync(string collection, IEnumerable<string> paths, CancellationToken cancellationToken = default);

    /// <summary>Lists the collections.</summary>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>Their names.</returns>
    IAsyncEnumerable<string> ListCollectionsAsync(CancellationToken cancellationToken = default);
}
