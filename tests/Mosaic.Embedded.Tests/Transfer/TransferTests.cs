using Microsoft.Extensions.Time.Testing;
using Mosaic.Backends;
using Mosaic.Embedded.Tests.Crash;
using Mosaic.Specs;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;
using Mosaic.Transfer;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Transfer;

/// <summary>What a store holds goes out and in again, bit for bit.</summary>
public sealed class TransferTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Test]
    public async Task A_store_of_all_kinds_comes_back_bit_for_bit_with_all_that_follows_from_its_rows()
    {
        using var folder = new TemporaryFolder();
        await using var source = await OpenAsync(folder.Store);
        await FillAsync(source, LongTests.Seed, 3_000);
        await source.CatchUpVectorsAsync();
        await source.Core.CommitAsync(
            new DelegateUnit<bool>(static context =>
            {
                context.Put([(byte)RowTable.Forgotten], new byte[8]); // there only between two units of forgetting
                context.Put([(byte)RowTable.ChannelTrim, (byte)'a'], new byte[8]); // not before all subscriptions have handled something
                return true;
            }),
            CancellationToken.None);

        await CopyAsync(source, folder.File("copy.mosaic"));

        var expected = await source.Transfer.DigestAsync();
        Assert.That(expected.Counts.Keys, Is.EquivalentTo(StoreTransfer.Kinds), "the test has rows of all kinds");
        await using var copy = await MosaicEngine.OpenAsync(folder.File("copy.mosaic"), new MosaicOptions { ReadOnly = true });
        var digest = await copy.Transfer.DigestAsync();
        Assert.Multiple(() =>
        {
            Assert.That(digest.Counts, Is.EqualTo(expected.Counts));
            Assert.That(digest.Hash.ToArray(), Is.EqualTo(expected.Hash.ToArray()), $"seed {LongTests.Seed}");
            Assert.That(digest.At, Is.EqualTo(expected.At));
            Assert.That(Derived(copy), Is.EqualTo(Derived(source)));
        });
        Assert.That((await copy.CheckAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task A_copy_goes_on_where_the_store_was_its_change_record_included()
    {
        using var folder = new TemporaryFolder();
        await using var source = await OpenAsync(folder.Store);
        await FillAsync(source, LongTests.Seed, 300);
        var early = await FirstCursorAsync(source);
        await CopyAsync(source, folder.File("copy.mosaic"));
        var changes = await ReadAsync(source, early);

        await using var copy = await OpenAsync(folder.File("copy.mosaic"));
        await copy.Documents.PutAsync("later", "a", new { x = 1 }, new WriteOptions { Upsert = true });
        var seen = await ReadAsync(copy, early);

        Assert.That(seen.Take(changes.Count), Is.EqualTo(changes), "the same history, cursors included");
        Assert.That(seen.Skip(changes.Count).Last(), Does.Contain("later"));
        Assert.That((await copy.CheckAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task The_change_record_tells_of_every_row_of_the_kinds_that_are_said_to_be_told()
    {
        var seed = LongTests.Seed;
        await using var source = await MosaicEngine.OpenInMemoryAsync(Options());
        var random = new RandomStore(source, new Random(seed));
        await random.DeclareAsync();
        var changed = new ChangedRows(source.Core);
        for (var step = 0; step < 1_500; step++)
        {
            var tap = new WriteTap();
            var before = source.Core.Feed.SyncedHead();
            await source.Core.AttachAsync(tap);
            await random.StepAsync();
            Tick(step);
            await source.Core.DetachAsync(tap);
            var written = tap.Take(long.MaxValue, int.MaxValue);
            var records = changed.Read(before + 1, source.Core.Feed.SyncedHead()).SelectMany(static some => some).ToList();
            var told = records.Select(static record => record.Key.ToArray()).ToHashSet(RowKeyComparer.Instance);
            var deleted = records.Where(static record => record.Operation is TransferOperation.DeleteJob or TransferOperation.DeleteJobById).ToList();
            var missing = written
                .Where(static key => TransferTables.Told.Contains((TransferKind)key[0]))
                .Where(key => !told.Contains(key) && !(source.Core.Rows.Get(key) is null && key[0] is >= 9 and <= 21 && deleted.Count > 0))
                .Select(static key => $"{(RowTable)key[0]} {Convert.ToHexString(key)}").ToList();
            Assert.That(missing, Is.Empty, $"step {step}, seed {seed}");
        }
    }

    [Test]
    public async Task Changes_since_a_place_bring_an_older_copy_up_to_date()
    {
        using var folder = new TemporaryFolder();
        await using var source = await OpenAsync(folder.Store);
        var random = await FillAsync(source, LongTests.Seed, 500);
        var writer = await StoreTransfer.CreateAsync(folder.File("copy.mosaic"));
        FeedCursor place;
        await using (var reading = await source.Transfer.ReadAsync())
        {
            await AllAsync(reading, writer);
            place = reading.TakeLast().At;
        }

        for (var step = 0; step < 500; step++)
        {
            await random.StepAsync();
            Tick(step);
        }

        await using (var reading = await source.Transfer.ReadAsync())
        {
            foreach (var records in reading.ReadChangedSince(place))
            {
                await writer.ApplyAsync(records);
            }

            foreach (var kind in StoreTransfer.Kinds.Where(static kind => !StoreTransfer.IsTold(kind)))
            {
                await writer.ApplyAsync([new TransferRecord(TransferOperation.DeleteRange, kind, new[] { (byte)kind }, new[] { (byte)(kind + 1) })]);
                await KindAsync(reading, writer, kind);
            }

            await EndAsync(reading, writer);
        }

        var expected = await source.Transfer.DigestAsync();
        await using var copy = await MosaicEngine.OpenAsync(folder.File("copy.mosaic"), new MosaicOptions { ReadOnly = true });
        var digest = await copy.Transfer.DigestAsync();
        Assert.That(digest.Counts, Is.EqualTo(expected.Counts));
        Assert.That(digest.Hash.ToArray(), Is.EqualTo(expected.Hash.ToArray()), $"seed {LongTests.Seed}");
        Assert.That((await copy.CheckAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task A_new_store_is_not_made_where_one_is_and_nothing_is_left_of_one_that_is_given_up()
    {
        using var folder = new TemporaryFolder();
        await using (await OpenAsync(folder.Store))
        {
            Assert.That(async () => await StoreTransfer.CreateAsync(folder.Store), Throws.TypeOf<StoreLockedException>());
        }

        Assert.That(async () => await StoreTransfer.CreateAsync(folder.Store), Throws.TypeOf<MosaicException>());
        var files = folder.Files;
        await using (var writer = await StoreTransfer.CreateAsync(folder.File("other.mosaic")))
        {
            await writer.ApplyAsync([new TransferRecord(TransferOperation.Put, TransferKind.Preference, MemoryKey(), new byte[40])]);
        }

        Assert.That(folder.Files, Is.EqualTo(files));
    }

    [Test]
    public async Task Every_row_of_a_store_of_all_kinds_says_what_it_means()
    {
        await using var source = await MosaicEngine.OpenInMemoryAsync(Options());
        await FillAsync(source, LongTests.Seed, 1_500);
        await source.CatchUpVectorsAsync();
        await using var reading = await source.Transfer.ReadAsync();
        var decoder = new TransferDecoder(source.Transfer.StoreId);
        var kinds = new HashSet<Type>();
        foreach (var kind in StoreTransfer.Kinds.OrderBy(static kind => (byte)kind))
        {
            foreach (var record in reading.Read(kind, bytesMax: int.MaxValue).Records)
            {
                var row = decoder.Decode(record);
                kinds.Add(row.GetType());
                switch (row)
                {
                    case TransferDocument document:
                        var stored = await source.Documents.GetJsonAsync(document.Collection, document.Document.Id);
                        Assert.That(document.Document.Json.ToArray(), Is.EqualTo(stored!.Value.ToArray()));
                        break;
                    case TransferJob job:
                        Assert.That((await source.Queue.GetAsync(job.Id))!.Type, Is.EqualTo(job.Row.Type));
                        break;
                    case TransferInsight insight:
                        Assert.That((await source.Memory.Insights.GetAsync(insight.Id))!.Content, Is.EqualTo(insight.Content.Content));
                        break;
                    case TransferTurn turn:
                        Assert.That((await source.Memory.Sessions.GetTurnAsync(turn.Content.Id))!.Content, Is.EqualTo(turn.Content.Content));
                        break;
                    case TransferTextVector vector:
                        Assert.That(vector.Model, Is.Not.Empty);
                        break;
                }
            }
        }

        foreach (var record in reading.ReadHistory(reading.OldestChange, reading.Start.Sequence).SelectMany(static some => some))
        {
            kinds.Add(decoder.Decode(record).GetType());
        }

        var all = typeof(TransferRow).Assembly.GetTypes().Where(static type => type.BaseType == typeof(TransferRow)).ToList();
        Assert.That(all.Except(kinds).Except([typeof(TransferTrim), typeof(TransferForgotten)]), Is.Empty, $"seed {LongTests.Seed}");
    }

    private static byte[] MemoryKey() => Mosaic.Memory.Rows.MemoryKeys.Preference("ann", "k");

    private ValueTask<MosaicEngine> OpenAsync(string path) => MosaicEngine.OpenAsync(path, Options());

    private MosaicOptions Options() => new() { TimeProvider = _time, Durability = Durability.Relaxed, Embedder = new ConceptEmbedder() };

    private async Task<RandomStore> FillAsync(MosaicEngine store, int seed, int steps)
    {
        var random = new RandomStore(store, new Random(seed));
        await random.DeclareAsync();
        for (var step = 0; step < steps; step++)
        {
            await random.StepAsync();
            Tick(step);
        }

        return random;
    }

    private void Tick(int step)
    {
        if (step % 40 == 39)
        {
            _time.Advance(TimeSpan.FromSeconds(25));
        }
    }

    private static async Task CopyAsync(MosaicEngine source, string path)
    {
        await using var writer = await StoreTransfer.CreateAsync(path);
        await using var reading = await source.Transfer.ReadAsync();
        await AllAsync(reading, writer);
        await EndAsync(reading, writer);
    }

    private static async Task AllAsync(TransferReading reading, TransferWriter writer)
    {
        foreach (var kind in StoreTransfer.Kinds)
        {
            await KindAsync(reading, writer, kind);
        }
    }

    private static async Task KindAsync(TransferReading reading, TransferWriter writer, TransferKind kind)
    {
        ReadOnlyMemory<byte>? from = ReadOnlyMemory<byte>.Empty;
        while (from is { } next)
        {
            var page = reading.Read(kind, next, bytesMax: 4_096);
            await writer.ApplyAsync(page.Records);
            from = page.Next;
        }
    }

    private static async Task EndAsync(TransferReading reading, TransferWriter writer)
    {
        var last = reading.TakeLast();
        await writer.ApplyAsync(last.Records);
        foreach (var records in reading.ReadHistory(reading.OldestChange, last.At.Sequence))
        {
            await writer.ApplyAsync(records);
        }

        await writer.CompleteAsync(last.At);
    }

    private static List<string> Derived(MosaicEngine store)
    {
        var rows = new List<string>();
        foreach (var table in TransferTables.Derived)
        {
            var from = Keys.Of(table);
            rows.AddRange(store.Core.Rows.Scan(from, Keys.After(from), int.MaxValue, int.MaxValue).Rows
                .Select(row => table == RowTable.JobSlots // where its sequence begins is told by its first row, and may be before it
                    ? $"{table} {Convert.ToHexString(row.Key.Span)} {Convert.ToHexString(row.Value.Span[..12])}"
                    : $"{table} {Convert.ToHexString(row.Key.Span)} {Convert.ToHexString(row.Value.Span)}"));
        }

        return rows;
    }

    private static async Task<string> FirstCursorAsync(MosaicEngine store)
    {
        await foreach (var change in store.Changes.ReadAsync())
        {
            return change.Cursor;
        }

        throw new InvalidOperationException();
    }

    private static async Task<List<string>> ReadAsync(MosaicEngine store, string from)
    {
        var changes = new List<string>();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await foreach (var change in store.Changes.ReadAsync(from, stop.Token))
            {
                changes.Add(change.ToString());
            }
        }
        catch (OperationCanceledException)
        {
            // All that there is.
        }

        return changes;
    }
}
