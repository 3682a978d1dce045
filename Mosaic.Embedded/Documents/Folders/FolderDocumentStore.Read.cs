using System.Runtime.CompilerServices;
using Mosaic.Documents.Folders.Files;

namespace Mosaic;

/// <content>Reading, from the index.</content>
public sealed partial class FolderDocumentStore
{
    /// <inheritdoc/>
    public async ValueTask<T?> ReadAsync<T>(string collection, string id, CancellationToken cancellationToken = default)
    {
        await NoticeAsync(collection, id, cancellationToken).ConfigureAwait(false);
        return await _documents.ReadAsync<T>(collection, id, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<Document<T>?> GetAsync<T>(string collection, string id, CancellationToken cancellationToken = default)
    {
        await NoticeAsync(collection, id, cancellationToken).ConfigureAwait(false);
        return await _documents.GetAsync<T>(collection, id, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> GetJsonAsync(string collection, string id, CancellationToken cancellationToken = default)
    {
        await NoticeAsync(collection, id, cancellationToken).ConfigureAwait(false);
        return await _documents.GetJsonAsync(collection, id, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<T> FindAsync<T>(string collection, Filter? filter = null, FindOptions? options = null, CancellationToken cancellationToken = default) =>
        NoticedAsync(collection, () => _documents.FindAsync<T>(collection, filter, options, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Document<T>> FindDocumentsAsync<T>(string collection, Filter? filter = null, FindOptions? options = null, CancellationToken cancellationToken = default) =>
        NoticedAsync(collection, () => _documents.FindDocumentsAsync<T>(collection, filter, options, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Document<ReadOnlyMemory<byte>>> FindJsonAsync(string collection, Filter? filter = null, FindOptions? options = null, CancellationToken cancellationToken = default) =>
        NoticedAsync(collection, () => _documents.FindJsonAsync(collection, filter, options, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<T?> FindOneAsync<T>(string collection, Filter filter, CancellationToken cancellationToken = default)
    {
        await NoticeAsync(collection, cancellationToken).ConfigureAwait(false);
        return await _documents.FindOneAsync<T>(collection, filter, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<long> CountAsync(string collection, Filter? filter = null, CancellationToken cancellationToken = default)
    {
        await NoticeAsync(collection, cancellationToken).ConfigureAwait(false);
        return await _documents.CountAsync(collection, filter, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<T> QueryAsync<T>(string collection, string query, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancellationToken = default)
    {
        var answers = _documents.QueryAsync<T>(collection, query, parameters, cancellationToken); // refuses a bad query at once
        return NoticedAsync(collection, () => answers, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<QueryPlan> ExplainAsync(string collection, Filter? filter, CancellationToken cancellationToken = default)
    {
        await NoticeAsync(collection, cancellationToken).ConfigureAwait(false);
        return await _documents.ExplainAsync(collection, filter, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<QueryPlan> ExplainAsync(string collection, string query, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancellationToken = default)
    {
        await NoticeAsync(collection, cancellationToken).ConfigureAwait(false);
        return await _documents.ExplainAsync(collection, query, parameters, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask EnsureIndexAsync(string collection, string path, bool unique = false, CancellationToken cancellationToken = default) =>
        _documents.EnsureIndexAsync(NotReserved(collection), path, unique, cancellationToken);

    /// <inheritdoc/>
    public ValueTask EnsureTextIndexAsync(string collection, IEnumerable<string> paths, CancellationToken cancellationToken = default) =>
        _documents.EnsureTextIndexAsync(NotReserved(collection), paths, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListCollectionsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await NoticeAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var name in _documents.ListCollectionsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (name != FolderIndex.Files)
            {
                yield return name;
            }
        }
    }

    private ValueTask NoticeAsync(string collection, CancellationToken cancellationToken)
    {
        _ = NotReserved(collection);
        return NoticeAsync(cancellationToken);
    }

    private async ValueTask NoticeAsync(string collection, string id, CancellationToken cancellationToken)
    {
        await NoticeAsync(collection, cancellationToken).ConfigureAwait(false);
        if (_index.PathOf(collection, id) is not { } path || _index.IsCurrent(path))
        {
            return;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _index.RefreshAsync(path, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async IAsyncEnumerable<T> NoticedAsync<T>(string collection, Func<IAsyncEnumerable<T>> find, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await NoticeAsync(collection, cancellationToken).ConfigureAwait(false);
        await foreach (var item in find().ConfigureAwait(false))
        {
            yield return item;
        }
    }
}
