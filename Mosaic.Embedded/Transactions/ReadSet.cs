using Mosaic.Backends;
using Mosaic.Documents;
using Mosaic.Documents.Rows;
using Mosaic.Storage.Rows;

namespace Mosaic.Transactions;

/// <summary>
/// What a transaction has read: documents by the unit that wrote them, queries by the moment they ran, other rows by their bytes.
/// </summary>
internal sealed class ReadSet(RowStore rows, EngineDocuments documents, RecentWrites recent)
{
    private readonly Dictionary<(string Collection, string Id), long> _documents = [];
    private readonly List<(string Collection, Filter? Filter, long Sequence)> _queries = [];
    private readonly Dictionary<byte[], byte[]?> _rows = new(RowKeyComparer.Instance);
    private long _checkedAt = -1;

    public IReadOnlySet<string> Collections =>
        _documents.Keys.Select(static key => key.Collection).Concat(_queries.Select(static query => query.Collection)).ToHashSet(StringComparer.Ordinal);

    /// <summary>Reads a document and remembers how it was found.</summary>
    public DocumentRow? Read(string collection, string id)
    {
        var row = documents.Finder.Get(collection, id);
        var sequence = row?.Sequence ?? 0;
        if (!_documents.TryAdd((collection, id), sequence) && _documents[(collection, id)] != sequence)
        {
            throw new StaleReadException();
        }

        ThrowIfStale();
        return row;
    }

    /// <summary>Reads a row that is no document, and remembers how it was found.</summary>
    public byte[]? ReadRow(byte[] key)
    {
        var row = rows.Get(key);
        if (!_rows.TryAdd(key, row) && !Same(_rows[key], row))
        {
            throw new StaleReadException();
        }

        ThrowIfStale();
        return row;
    }

    /// <summary>Notes a query that begins to run now.</summary>
    public void Query(string collection, Filter? filter)
    {
        _queries.Add((collection, filter, rows.Visible));
        ThrowIfStale();
    }

    /// <summary>Compares with what is committed by now.</summary>
    /// <exception cref="StaleReadException">Something moved: the callback must not see two moments.</exception>
    public void ThrowIfStale()
    {
        var visible = rows.Visible;
        if (visible == _checkedAt)
        {
            return;
        }

        if (!IsCurrent((collection, id) => documents.Finder.Get(collection, id), rows.Get))
        {
            throw new StaleReadException();
        }

        _checkedAt = visible;
    }

    /// <summary>Whether every read still holds, by the state that <paramref name="find"/> and <paramref name="get"/> read.</summary>
    public bool IsCurrent(Func<string, string, DocumentRow?> find, Func<byte[], byte[]?> get)
    {
        foreach (var ((collection, id), sequence) in _documents)
        {
            if ((find(collection, id)?.Sequence ?? 0) != sequence)
            {
                return false;
            }
        }

        foreach (var (key, row) in _rows)
        {
            if (!Same(get(key), row))
            {
                return false;
            }
        }

        return !_queries.Exists(query => recent.MayHaveChanged(query.Sequence, query.Collection, query.Filter));
    }

    private static bool Same(byte[]? left, byte[]? right) =>
        ReferenceEquals(left, right) || (left is not null && right is not null && left.AsSpan().SequenceEqual(right));
}
