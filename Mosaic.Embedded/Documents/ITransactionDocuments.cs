namespace Mosaic;

/// <summary>Documents within a transaction.</summary>
/// <remarks>
/// Not thread-safe, and valid only while the transaction's callback runs. Reads see committed data plus the unit's own writes;
/// what was read is validated at the commit.
/// </remarks>
public interface ITransactionDocuments
{
    /// <summary>Creates a document under the id that it carries, or under a new one.</summary>
    /// <typeparam name="T">The caller's type of the document.</typeparam>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="data">Written as JSON with the store's settings.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The document as it will be stored, its id included.</returns>
    /// <exception cref="DuplicateKeyException">The id, or a value of a unique index, is taken; it may come from the commit.</exception>
    /// <exception cref="InvalidDocumentException">The data is not a document that can be kept: not an object, over 16 MB, too deep, or with keys or text that JSON does not allow.</exception>
    ValueTask<T> CreateAsync<T>(string collection, T data, CancellationToken cancellationToken = default);

    /// <summary>Writes a whole document.</summary>
    /// <typeparam name="T">The caller's type of the document.</typeparam>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="id">The document's id.</param>
    /// <param name="data">Written as JSON with the store's settings.</param>
    /// <param name="options">Conditions and consequences of the write.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The document as it will be stored.</returns>
    /// <exception cref="ConflictException">The document does not have the expected version.</exception>
    /// <exception cref="InvalidDocumentException">The data is not a document that can be kept: not an object, over 16 MB, too deep, or with keys or text that JSON does not allow.</exception>
    ValueTask<Document<T>> PutAsync<T>(string collection, string id, T data, WriteOptions options, CancellationToken cancellationToken = default);

    /// <summary>Reads a document as this unit sees it.</summary>
    /// <typeparam name="T">The caller's type of the document.</typeparam>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="id">The document's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The document; default when absent.</returns>
    ValueTask<T?> ReadAsync<T>(string collection, string id, CancellationToken cancellationToken = default);

    /// <summary>Reads a document with its version and time as this unit sees it.</summary>
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
    /// <param name="patch">A JSON Merge Patch: what it names is replaced, what it names as null is removed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The patched document; default when the document is absent.</returns>
    /// <exception cref="InvalidDocumentException">The data is not a document that can be kept: not an object, over 16 MB, too deep, or with keys or text that JSON does not allow. Or the patched document does not fit <typeparamref name="T"/>: if the callback goes on, it is written with the unit all the same.</exception>
    ValueTask<T?> UpdateAsync<T>(string collection, string id, object patch, CancellationToken cancellationToken = default);

    /// <summary>Deletes a document.</summary>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="id">The document's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> DeleteAsync(string collection, string id, CancellationToken cancellationToken = default);

    /// <summary>Finds documents as this unit sees them.</summary>
    /// <typeparam name="T">The caller's type of the document.</typeparam>
    /// <param name="collection">The collection's name; it exists from its first document on.</param>
    /// <param name="filter">Which documents; null: all.</param>
    /// <param name="options">The order and the part; null: all of them.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The documents, all of one moment.</returns>
    IAsyncEnumerable<T> FindAsync<T>(string collection, Filter? filter = null, FindOptions? options = null, CancellationToken cancellationToken = default);
}
