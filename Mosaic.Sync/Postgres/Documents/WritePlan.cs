using Mosaic.Backends;

namespace Mosaic.Postgres.Documents;

/// <summary>What the writes of a unit come to, decided in their order from the rows that the unit has locked.</summary>
internal sealed class WritePlan
{
    private readonly Dictionary<string, StoredDocument> _rows;

    /// <param name="collection">The collection's name.</param>
    /// <param name="writes">The writes.</param>
    /// <param name="rows">The rows that are there, with whether they have expired.</param>
    /// <param name="now">The unit's time.</param>
    /// <exception cref="DuplicateKeyException">An id is taken.</exception>
    /// <exception cref="ConflictException">A document as it is does not allow its write.</exception>
    public WritePlan(string collection, IReadOnlyList<DocumentWrite> writes, IReadOnlyList<(StoredDocument Row, bool Expired)> rows, DateTimeOffset now)
    {
        _rows = rows.ToDictionary(static it => it.Row.Id, static it => it.Row, StringComparer.Ordinal);
        var live = new Dictionary<string, StoredDocument?>(StringComparer.Ordinal);
        foreach (var (row, expired) in rows)
        {
            live[row.Id] = expired ? null : row;
        }

        foreach (var write in writes)
        {
            var before = live.GetValueOrDefault(write.Id);
            if (write.Decide(collection, before) is not { } decision)
            {
                continue;
            }

            StoredDocument? after = decision.Json is { } json
                ? new StoredDocument(write.Id, (before?.Version ?? 0) + 1, now, decision.ExpiresAt, json)
                : null;
            live[write.Id] = after;
            Steps.Add(new WriteStep(write, before, after));
        }

        foreach (var id in Steps.Select(static step => step.Write.Id).Distinct(StringComparer.Ordinal))
        {
            var exists = _rows.ContainsKey(id);
            if (live[id] is { } document)
            {
                (exists ? Updated : Inserted).Add(document);
            }
            else if (exists)
            {
                Deleted.Add(id);
            }
        }
    }

    /// <summary>The writes that have something to do.</summary>
    public List<WriteStep> Steps { get; } = [];

    /// <summary>Documents that have no row.</summary>
    public List<StoredDocument> Inserted { get; } = [];

    /// <summary>Documents that have a row.</summary>
    public List<StoredDocument> Updated { get; } = [];

    /// <summary>Rows that are to go.</summary>
    public List<string> Deleted { get; } = [];

    /// <summary>Each document as its row was and as it is to be.</summary>
    public IEnumerable<(string Id, StoredDocument? Before, ReadOnlyMemory<byte>? After)> Changes =>
        Inserted.Concat(Updated).Select(document => (document.Id, Row(document.Id), (ReadOnlyMemory<byte>?)document.Json))
            .Concat(Deleted.Select(id => (id, Row(id), (ReadOnlyMemory<byte>?)null)));

    /// <summary>A document's row as it was.</summary>
    public StoredDocument? Row(string id) => _rows.TryGetValue(id, out var row) ? row : null;
}
