using System.Globalization;
using System.Text;
using Mosaic.Backends;
using Mosaic.Documents.Catalog;
using Mosaic.Documents.Rows;
using Mosaic.Memory.Rows;
using Mosaic.Queue.Moves;
using Mosaic.Queue.Rows;
using Mosaic.Storage;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Rows;

namespace Mosaic.Transfer;

/// <summary>From entries of the change record to the rows that they speak of, as these are now.</summary>
internal sealed class ChangedRows(StoreCore core)
{
    private const int ThingsMax = 4_096;

    private readonly JobId _ids = new(core.StoreId);
    private readonly Dictionary<string, CollectionInfo?> _collections = new(StringComparer.Ordinal);

    /// <param name="from">The first unit.</param>
    /// <param name="to">The last.</param>
    public IEnumerable<IReadOnlyList<TransferRecord>> Read(long from, long to)
    {
        var things = new HashSet<(ChangeKind Kind, string Collection, string Id, long Number)>();
        while (from <= to)
        {
            var records = core.Feed.ReadRecords(from, to);
            foreach (var change in records.SelectMany(static record => ChangeCodec.Decode(record.Changes.Span)))
            {
                things.Add((change.Kind, change.Collection, change.Id, change.Kind == ChangeKind.Turn ? change.Version : 0));
            }

            from = records[^1].Sequence + 1;
            if (things.Count >= ThingsMax || from > to)
            {
                foreach (var some in RecordBatches.Of(things.SelectMany(thing => Of(thing.Kind, thing.Collection, thing.Id, thing.Number))))
                {
                    yield return some;
                }

                things.Clear();
            }
        }
    }

    private IEnumerable<TransferRecord> Of(ChangeKind kind, string collection, string id, long number) => kind switch
    {
        ChangeKind.Document => Collection(collection) is { } info ? [Now(DocumentKeys.Of(info.Id, id))] : [],
        ChangeKind.Job => Job(id),
        ChangeKind.Preference => [Now(MemoryKeys.Preference(collection, id))],
        ChangeKind.Insight => [Now(MemoryKeys.Insight(id)), Now(MemoryKeys.Vector(id))],
        ChangeKind.Turn => [Now(MemoryKeys.Turn(collection, number))],
        ChangeKind.Session => [Now(MemoryKeys.Session(id))],
        // Compared as a whole: few, or not told when they go.
        ChangeKind.Collection or ChangeKind.Queue or ChangeKind.Schedule or ChangeKind.Message or ChangeKind.Subscription => [],
        _ => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"What changes of kind {kind} are is not known here.")),
    };

    private IEnumerable<TransferRecord> Job(string id)
    {
        yield return new TransferRecord(TransferOperation.DeleteJobById, TransferKind.Job, Encoding.UTF8.GetBytes(id), default);
        if (core.Rows.Get(JobKeys.ById(id)) is { } chosen)
        {
            foreach (var record in Job(JobKeys.Decode(chosen)))
            {
                yield return record;
            }
        }

        if (_ids.TryParse(id, out var made))
        {
            foreach (var record in Job(made))
            {
                yield return record;
            }
        }
    }

    private IEnumerable<TransferRecord> Job(JobKey job)
    {
        yield return new TransferRecord(TransferOperation.DeleteJob, TransferKind.Job, JobKeys.Encode(job), default);
        foreach (var place in JobPlaces.All)
        {
            if (core.Rows.Get(place.Key(job)) is { } row)
            {
                yield return TransferRecord.Put(place.Key(job), row);
            }
        }

        foreach (var (from, to) in JobOwnRows.Ranges(job))
        {
            foreach (var row in core.Rows.Scan(from, to, int.MaxValue, int.MaxValue).Rows)
            {
                yield return TransferRecord.Put(row.Key, row.Value);
            }
        }
    }

    private TransferRecord Now(byte[] key) => TransferRecord.Of(key, core.Rows.Get(key));

    private CollectionInfo? Collection(string name)
    {
        if (!_collections.TryGetValue(name, out var info))
        {
            // Durable before or with its first document.
            info = core.Rows.Get(Keys.Of(RowTable.Collection, Encoding.UTF8.GetBytes(name))) is { } row ? CollectionCodec.Decode(row) : null;
            _collections[name] = info;
        }

        return info;
    }
}
