using Mosaic.Documents;
using Mosaic.Documents.Rows;
using Mosaic.Storage.Rows;

namespace Mosaic.Transactions;

/// <summary>What a transaction has read: documents by the unit that wrote them, queries by the moment they ran.</summary>
internal sealed class ReadSet(RowStore rows, EngineDocuments documents, RecentWrites recent)
{
    private readonly Dictionary<(string Collection, string Id), long> _documents = [];
    private readonly List<(string Collection, Filter? Filter, long Sequence)> _queries = [];
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

        if (!IsCurrent((collection, id) => documents.Finder.Get(collection, id)))
        {
            throw new StaleReadException();
        }

        _checkedAt = visible;
    }

    /// <summary>Whether every read still holds, by the state that <paramref name="find"/> reads.</summary>
    public bool IsCurrent(Func<string, string, DocumentRow?> find)
    {
        foreach (var ((collection, id), sequence) in _documents)
        {
            if ((find(collection, id)?.Sequence ?? 0) != sequence)
            {
                return false;
            }
        }

        return !_queries.Exists(query => recent.MayHaveChanged(query.Sequence, query.Collection, query.Filter));
    }
}
