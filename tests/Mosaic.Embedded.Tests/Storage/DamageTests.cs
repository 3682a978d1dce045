using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Storage;

/// <summary>Damaged files: an error or a report, never a silently wrong answer.</summary>
public sealed class DamageTests
{
    private const int Rounds = 60;
    private static readonly string Text = new('x', 300);

    [Test]
    public async Task Random_flips_in_the_data_file_are_told_or_harmless()
    {
        var random = Seeded();
        var folder = new FaultyFolder();
        await using (var store = FolderStore.Open(folder))
        {
            await store.Documents.EnsureIndexAsync("notes", "rank");
            await Fill(store, 0, 400);
        }

        var good = folder.ReadAll(FolderStore.Data);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = (byte[])good.Clone();
            var at = round % 3 == 0 ? random.Next(8192) : random.Next(bytes.Length); // LiteDB's header page often
            bytes[at] ^= (byte)(1 << random.Next(8));
            await ToldOrRight(bytes, $"bit of byte {at} of {bytes.Length}");
        }
    }

    [Test]
    public async Task A_truncated_data_file_is_told()
    {
        var random = Seeded();
        var folder = new FaultyFolder();
        await using (var store = FolderStore.Open(folder))
        {
            await store.Documents.EnsureIndexAsync("notes", "rank");
            await Fill(store, 0, 400);
        }

        var good = folder.ReadAll(FolderStore.Data);
        for (var round = 0; round < 20; round++)
        {
            var damaged = new FaultyFolder();
            damaged.WriteAll(FolderStore.Data, good.AsSpan(0, random.Next(good.Length)));
            Assert.That(() => FolderStore.Open(damaged), Throws.TypeOf<StoreCorruptException>());
        }
    }

    [Test]
    public async Task Zeroed_and_exchanged_pages_are_told()
    {
        var folder = new FaultyFolder();
        await using (var store = FolderStore.Open(folder))
        {
            await store.Documents.EnsureIndexAsync("notes", "rank");
            await Fill(store, 0, 400);
        }

        var good = folder.ReadAll(FolderStore.Data);
        for (var page = 1; page < good.Length / 8192; page++)
        {
            var zeroed = (byte[])good.Clone();
            zeroed.AsSpan(page * 8192, 8192).Clear();
            await ToldOrRight(zeroed, $"page {page} zeroed");
            var exchanged = (byte[])good.Clone();
            good.AsSpan(page * 8192, 8192).CopyTo(exchanged.AsSpan((page == 1 ? 2 : 1) * 8192));
            await ToldOrRight(exchanged, $"page {page} written over another");
        }
    }

    [Test]
    public async Task Random_flips_in_the_log_lose_no_unit_that_a_synced_one_follows_silently()
    {
        var random = Seeded();
        var folder = new FaultyFolder();
        await using var store = FolderStore.Open(folder, limits: FolderStore.Small with { TableBytesMax = 1 << 20, LogBytesMax = 1 << 20 });
        await Fill(store, 0, 120);
        var left = folder.Abandon();
        var good = left.ReadAll(FolderStore.Log);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = (byte[])good.Clone();
            var at = random.Next(bytes.Length);
            bytes[at] ^= (byte)(1 << random.Next(8));
            await LosesTheLastOneAtMost(left, bytes, $"bit of byte {at} of {bytes.Length}");
        }
    }

    [Test]
    public async Task A_flip_in_the_head_of_any_extent_of_the_log_loses_nothing_silently([Values(16 * 1024, 1 << 20)] int extentBytes)
    {
        var random = Seeded();
        var folder = new FaultyFolder();
        await using var store = FolderStore.Open(folder, limits: new() { ExtentBytes = extentBytes });
        await Fill(store, 0, 120);
        var left = folder.Abandon();
        var good = left.ReadAll(FolderStore.Log);
        for (var extent = 0; 4096 + (extent * extentBytes) < good.Length; extent++)
        {
            var bytes = (byte[])good.Clone();
            bytes[4096 + (extent * extentBytes) + random.Next(64)] ^= (byte)(1 << random.Next(8));
            await LosesTheLastOneAtMost(left, bytes, $"head of extent {extent}");
        }
    }

    [Test]
    public async Task A_truncated_log_is_told()
    {
        var random = Seeded();
        var folder = new FaultyFolder();
        await using var store = FolderStore.Open(folder);
        await Fill(store, 0, 60);
        var left = folder.Abandon();
        var good = left.ReadAll(FolderStore.Log);
        for (var round = 0; round < 20; round++)
        {
            await LosesTheLastOneAtMost(left, good[..random.Next(good.Length)], "truncated");
        }
    }

    [Test]
    public async Task A_torn_last_frame_loses_that_frame_alone()
    {
        var folder = new FaultyFolder();
        await using var store = FolderStore.Open(folder);
        await Fill(store, 0, 30);
        var left = folder.Abandon();
        await store.Documents.CreateAsync("notes", new Note { Id = "torn", Title = Text });
        var before = left.ReadAll(FolderStore.Log);
        var after = folder.ReadAll(FolderStore.Log);
        var changed = Enumerable.Range(0, after.Length).Where(i => i >= before.Length || before[i] != after[i]).ToList();
        for (var kept = 0; kept < changed.Count; kept += 7)
        {
            var torn = (byte[])after.Clone();
            foreach (var i in changed.Skip(kept))
            {
                torn[i] = i < before.Length ? before[i] : (byte)0;
            }

            var crashed = left.Abandon();
            crashed.WriteAll(FolderStore.Log, torn);
            await using var recovered = FolderStore.Open(crashed);
            Assert.That(await FolderStore.ReadAsync(recovered), Has.Count.EqualTo(30), $"{kept} bytes of the frame were kept");
        }
    }

    [Test]
    public async Task Check_finds_an_index_entry_that_is_missing_and_one_too_many()
    {
        var folder = new FaultyFolder();
        await using var store = FolderStore.Open(folder);
        await store.Documents.EnsureIndexAsync("notes", "rank");
        await Fill(store, 0, 50);
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
        var from = Mosaic.Storage.Rows.Keys.Of(Mosaic.Storage.Rows.RowTable.IndexEntry);
        var entry = store.Core.Rows.Scan(from, Mosaic.Storage.Rows.Keys.After(from), 1, int.MaxValue).Rows[0];
        var key = entry.Key.ToArray();

        await Commit(store, context => context.Delete(key));
        Assert.That((await store.CheckAsync()).Problems, Has.Some.Contains("missing from the index"));

        await Commit(store, context => context.Put(key, entry.Value.ToArray()));
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);

        byte[] foreign = [.. key[..^1], (byte)'~'];
        await Commit(store, context => context.Put(foreign, entry.Value.ToArray()));
        Assert.That(await store.CheckAsync(), Has.Property("Ok").False.And.Property("Problems").Some.Contains("has no such value"));
    }

    [Test]
    public async Task Check_finds_a_wrong_counter_and_a_document_that_is_not_JSON()
    {
        var folder = new FaultyFolder();
        await using var store = FolderStore.Open(folder);
        await Fill(store, 0, 50);
        var counter = (1L << 32) | 1;
        Assert.That(store.Core.Counters[counter], Is.EqualTo(50));

        await Commit(store, context =>
        {
            context.Put([0xF0], []);
            context.Count(counter, 1);
        });
        Assert.That((await store.CheckAsync()).Problems, Has.Some.Contains("counts 51 documents and has 50"));
        await Commit(store, context =>
        {
            context.Delete([0xF0]);
            context.Count(counter, -1);
        });

        var key = Mosaic.Documents.Rows.DocumentKeys.Of(1, "n0007");
        await Commit(store, context => context.Put(key, Mosaic.Documents.Rows.DocumentRow.Encode(1, context.Now, context.Sequence, null, "{\"a\":"u8)));
        Assert.That((await store.CheckAsync()).Problems, Has.Some.Contains("'n0007'"));
    }

    [Test]
    public async Task Check_finds_an_expiry_that_is_missing_and_one_too_many()
    {
        var folder = new FaultyFolder();
        await using var store = FolderStore.Open(folder);
        await store.Documents.PutAsync("notes", "a", new Note(), new WriteOptions { Upsert = true, ExpiresAt = DateTimeOffset.MaxValue });
        var from = Mosaic.Storage.Rows.Keys.Of(Mosaic.Storage.Rows.RowTable.Expiry);
        var key = store.Core.Rows.Scan(from, Mosaic.Storage.Rows.Keys.After(from), 1, int.MaxValue).Rows[0].Key.ToArray();

        await Commit(store, context => context.Delete(key));
        Assert.That((await store.CheckAsync()).Problems, Has.Some.Contains("'a'"));

        key[5]--;
        await Commit(store, context => context.Put(key, []));
        Assert.That((await store.CheckAsync()).Problems, Has.Some.Contains("expiry"));
    }

    private static Random Seeded()
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        return new Random(seed);
    }

    private static async Task Fill(MosaicEngine store, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            await store.Documents.CreateAsync("notes", new Note { Id = $"n{i:0000}", Rank = i, Title = Text });
        }
    }

    private static async Task Commit(MosaicEngine store, Action<Mosaic.Storage.Commit.UnitContext> change) => await store.Core.CommitAsync(
        new Mosaic.Storage.Commit.DelegateUnit<int>(context =>
        {
            change(context);
            return 0;
        }),
        CancellationToken.None);

    /// <summary>Either an error at open or read, or CheckAsync reports it, or every answer is right.</summary>
    private static async Task ToldOrRight(byte[] data, string damage)
    {
        var folder = new FaultyFolder();
        folder.WriteAll(FolderStore.Data, data);
        MosaicEngine store;
        try
        {
            store = FolderStore.Open(folder);
        }
        catch (StoreCorruptException)
        {
            return;
        }

        await using (store)
        {
            try
            {
                var found = await FolderStore.ReadAsync(store);
                Assert.That(found.Values, Is.EqualTo(Enumerable.Range(0, 400)), damage);
                Assert.That(await store.Documents.CountAsync("notes"), Is.EqualTo(400), damage);
                for (var i = 0; i < 400; i += 13)
                {
                    Assert.That((await store.Documents.ReadAsync<Note>("notes", $"n{i:0000}"))!.Title, Is.EqualTo(Text), damage);
                    Assert.That(await store.Documents.CountAsync("notes", Filter.Eq("rank", i)), Is.EqualTo(1), damage);
                }
            }
            catch (StoreCorruptException)
            {
                Assert.That((await store.CheckAsync()).Ok, Is.False, $"{damage}: a read failed and the check found nothing");
            }
        }
    }

    private static async Task LosesTheLastOneAtMost(FaultyFolder left, byte[] log, string damage)
    {
        var folder = left.Abandon();
        folder.WriteAll(FolderStore.Log, log);
        MosaicEngine store;
        try
        {
            store = FolderStore.Open(folder);
        }
        catch (StoreCorruptException exception)
        {
            Assert.That(exception.Hint, Is.Not.Empty);
            Assert.That(folder.ReadAll(FolderStore.Log), Is.EqualTo(log), "what is refused is not touched");
            return;
        }

        await using (store)
        {
            var whole = (await FolderStore.ReadAsync(FolderStore.Open(left.Abandon()))).Count;
            var found = await FolderStore.ReadAsync(store);
            Assert.That(found.Values, Is.EqualTo(Enumerable.Range(0, found.Count)), damage);
            Assert.That(found, Has.Count.GreaterThanOrEqualTo(whole - 1), damage);
        }
    }
}
