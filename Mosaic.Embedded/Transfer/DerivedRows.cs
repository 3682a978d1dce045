using Mosaic.Backends;
using Mosaic.Documents.Catalog;
using Mosaic.Documents.Json;
using Mosaic.Documents.Rows;
using Mosaic.Memory.Rows;
using Mosaic.Queue.Moves;
using Mosaic.Queue.Rows;
using Mosaic.Storage;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Transfer;

/// <summary>Makes the rows that follow from those that were gathered: index entries, places in the order of time, counters and their like.</summary>
internal sealed class DerivedRows(StoreCore core)
{
    private const int PageBytes = 1 << 20;
    private readonly Dictionary<int, CollectionInfo> _collections = [];
    private readonly Dictionary<int, QueueInfo> _queues = [];
    private readonly Dictionary<long, long> _counts = [];

    public async ValueTask MakeAsync(CancellationToken cancellationToken)
    {
        foreach (var table in TransferTables.Derived)
        {
            await EachAsync(table, static (context, key, _) => context.Delete(key.ToArray()), cancellationToken).ConfigureAwait(false);
        }

        await EachAsync(RowTable.Collection, Collection, cancellationToken).ConfigureAwait(false);
        await EachAsync(RowTable.Queue, Queue, cancellationToken).ConfigureAwait(false);
        await EachAsync(RowTable.Document, Document, cancellationToken).ConfigureAwait(false);
        foreach (var place in JobPlaces.All)
        {
            await EachAsync(place.Table(), (context, key, value) => Job(context, place, place.ReadKey(key.Span), value), cancellationToken).ConfigureAwait(false);
        }

        await EachAsync(RowTable.JobDeduplication, static (context, key, value) => Deduplication.PutEnd(context, key, value), cancellationToken).ConfigureAwait(false);
        await EachAsync(RowTable.Preference, (_, _, _) => Count(MemoryCounter.Preferences), cancellationToken).ConfigureAwait(false);
        await EachAsync(RowTable.Insight, Insight, cancellationToken).ConfigureAwait(false);
        await EachAsync(RowTable.Vector, (_, _, _) => Count(MemoryCounter.Vectors), cancellationToken).ConfigureAwait(false);
        await EachAsync(RowTable.Turn, Turn, cancellationToken).ConfigureAwait(false);
        await EachAsync(RowTable.Session, Session, cancellationToken).ConfigureAwait(false);
        await EachAsync(RowTable.TextVector, (_, _, _) => Count(MemoryCounter.TextVectors), cancellationToken).ConfigureAwait(false);
        await core.CommitAsync(new DelegateUnit<int>(PutCounts), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Rows of a table, some in each unit. Rows that this makes are of other tables.</summary>
    private async ValueTask EachAsync(RowTable table, Action<UnitContext, ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> make, CancellationToken cancellationToken)
    {
        var from = Keys.Of(table);
        var to = Keys.After(from);
        while (from is not null)
        {
            var page = core.Rows.Scan(from, to, 4_096, PageBytes);
            await core.CommitAsync(
                new DelegateUnit<int>(context =>
                {
                    page.Rows.ForEach(row => make(context, row.Key, row.Value));
                    return page.Rows.Count;
                }),
                cancellationToken).ConfigureAwait(false);
            from = page.Next;
        }
    }

    private void Collection(UnitContext context, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value)
    {
        var info = CollectionCodec.Decode(value.Span);
        _collections[info.Id] = info;
    }

    private void Queue(UnitContext context, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value)
    {
        var queue = QueueCatalog.Decode(key.Span, value.Span);
        _queues[queue.Id] = queue;
    }

    private void Document(UnitContext context, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value)
    {
        var row = new DocumentRow(value);
        if (row.ExpiresAtTicks is { } ticks)
        {
            context.Put(DocumentKeys.Expiry(ticks, key.Span), []);
        }

        if (!_collections.TryGetValue(DocumentKeys.Collection(key.Span), out var info))
        {
            throw Unknown("document", "collection");
        }

        Count(info.Counter);
        foreach (var index in info.Indexes)
        {
            foreach (var entry in IndexEntries.Extract(row.Json.Span, index.Parsed))
            {
                context.Put(DocumentKeys.Entry(index.Id, entry.Span, key.Span), DocumentKeys.EntryValue(entry.Span.Length));
            }
        }
    }

    private void Job(UnitContext context, JobPlace place, JobKey job, ReadOnlyMemory<byte> value)
    {
        var row = JobRowCodec.Decode(value);
        if (!_queues.TryGetValue(job.Queue, out var queue))
        {
            throw Unknown("job", "queue");
        }

        Count(queue.Counter(place));
        if (place == JobPlace.Delayed)
        {
            context.Put(JobKeys.Due(row.RunAtTicks, job), []);
        }

        if (row.ChosenId is { } id)
        {
            context.Put(JobKeys.ById(id), JobKeys.Encode(job));
        }

        if (row.Key is { } shared && (row.HoldsSlot || place == JobPlace.Blocked))
        {
            var state = KeyRows.Read(context.Get, job.Queue, row.KeyKind, shared);
            state = state with { Held = state.Held + (row.HoldsSlot ? 1 : 0), Waiting = state.Waiting + (place == JobPlace.Blocked ? 1 : 0) };
            if (place == JobPlace.Blocked)
            {
                var at = KeyRows.SequenceKey(job, row);
                context.Put(at, []);
                state = state.WithHead(at[^KeyRows.OrderBytes..]);
            }

            context.Put(KeyRows.RowKey(job.Queue, row.KeyKind, shared), state.Encode());
        }
    }

    private void Insight(UnitContext context, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value)
    {
        var id = MemoryKeys.Id(key.Span);
        var insight = InsightContent.Decode(new DocumentRow(value).Json);
        Count(MemoryCounter.Insights);
        context.Put(MemoryKeys.UserInsight(insight.User, id), []);
        if (insight.Expires is { } expires)
        {
            context.Put(MemoryKeys.Expiry(expires, id), []);
        }
    }

    private void Turn(UnitContext context, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value)
    {
        Count(MemoryCounter.Turns);
        context.Put(MemoryKeys.TurnId(TurnContent.Decode(new DocumentRow(value).Json).Id), key.ToArray());
    }

    private void Session(UnitContext context, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value)
    {
        var id = MemoryKeys.Id(key.Span);
        var session = SessionRow.Decode(value.Span);
        Count(MemoryCounter.Sessions);
        context.Put(MemoryKeys.Recency(session.LastTicks, id), System.Text.Encoding.UTF8.GetBytes(session.User));
        context.Put(MemoryKeys.UserSession(session.User, id), []);
    }

    private int PutCounts(UnitContext context)
    {
        foreach (var (counter, count) in _counts)
        {
            context.Put(CounterTable.Key(counter), CounterTable.ToRow(new(counter, count), 0).Value!.Value.ToArray());
        }

        return _counts.Count;
    }

    private void Count(long counter) => _counts[counter] = _counts.GetValueOrDefault(counter) + 1;

    private static StoreCorruptException Unknown(string what, string owner) => new($"A {what} is of a {owner} that was not brought.")
    {
        Operation = "restore",
        Hint = "The records are not all of one store as of one moment.",
    };
}
