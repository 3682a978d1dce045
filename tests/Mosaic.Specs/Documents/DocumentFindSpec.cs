using System.Collections.Concurrent;
using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Order, parts and paging of what is found.</summary>
public abstract class DocumentFindSpec : MosaicSpec
{
    private const int Many = 1500; // more than a few pages

    [Test]
    public async Task Without_an_order_documents_come_by_the_bytes_of_their_ids()
    {
        string[] ids = ["b", "a", "C", "\uE000", "\U0001F600", "é", "aa", "10", "9"];
        await Documents.CreateManyAsync("notes", ids.Select(static id => new Note { Id = id }));

        var byBytes = ids.OrderBy(static id => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(id)), StringComparer.Ordinal);
        Assert.That(await Ids(null, null), Is.EqualTo(byBytes));
    }

    [Test]
    public async Task Find_reads_more_than_one_page_and_each_document_once()
    {
        await CreateMany();

        Assert.That(await Ids(null, null), Has.Count.EqualTo(Many).And.Unique.And.Ordered.Using((IComparer<string>)StringComparer.Ordinal));
    }

    [Test]
    public async Task OrderBy_sorts_by_kind_then_value_and_ties_by_id()
    {
        (string Id, string Json)[] documents =
        [
            ("a", """{"v":"b"}"""), ("b", """{"v":10}"""), ("c", """{"v":9}"""), ("d", "{}"), ("e", """{"v":null}"""), ("f", """{"v":true}"""),
            ("g", """{"v":"B"}"""), ("h", """{"v":9.0}"""), ("i", """{"v":-1e30}"""), ("j", """{"v":false}"""), ("k", """{"v":[1]}"""),
        ];
        foreach (var (id, json) in documents)
        {
            await Documents.PutJsonAsync("notes", id, System.Text.Encoding.UTF8.GetBytes(json));
        }

        var found = await FoundIds(new FindOptions { OrderBy = "v" });
        Assert.That(found, Is.EqualTo(new[] { "d", "e", "j", "f", "i", "c", "h", "b", "g", "a", "k" }));
    }

    [Test]
    public async Task Descending_turns_the_order()
    {
        await Documents.CreateManyAsync("notes", [new Note { Id = "a", Rank = 1 }, new Note { Id = "b", Rank = 3 }, new Note { Id = "c", Rank = 2 }]);

        Assert.That(await Ids(null, new FindOptions { OrderBy = "rank", Descending = true }), Is.EqualTo(new[] { "b", "c", "a" }));
        Assert.That(await Ids(null, new FindOptions { Descending = true }), Is.EqualTo(new[] { "c", "b", "a" }));
    }

    [Test]
    public async Task Skip_and_Limit_give_a_part_of_the_order([Values(0, 1, 700, 1499, 2000)] int skip, [Values(0, 1, 300, null)] int? limit)
    {
        await CreateMany();

        var expected = Enumerable.Range(0, Many).OrderBy(static i => i % 7).ThenBy(static i => i).Select(static i => $"n{i:0000}").Skip(skip).Take(limit ?? int.MaxValue);
        Assert.That(await Ids(null, new FindOptions { OrderBy = "rank", Skip = skip, Limit = limit }), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_negative_Skip_or_Limit_is_refused()
    {
        await Documents.CreateAsync("notes", new Note());

        Assert.That(async () => await Ids(null, new FindOptions { Skip = -1 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(async () => await Ids(null, new FindOptions { Limit = -1 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task FindDocuments_tells_versions_and_times()
    {
        await Documents.CreateAsync("notes", "a", new Note());
        var put = await Documents.PutAsync("notes", "a", new Note { Rank = 2 }, new WriteOptions());

        Assert.That(await ToListAsync(Documents.FindDocumentsAsync<Note>("notes")), Is.EqualTo(new[] { put }));
    }

    [Test]
    public async Task FindOne_gives_a_match_or_nothing()
    {
        await CreateMany();

        Assert.That((await Documents.FindOneAsync<Note>("notes", Filter.Eq("rank", 3)))!.Id, Is.EqualTo("n0003"));
        Assert.That(await Documents.FindOneAsync<Note>("notes", Filter.Eq("rank", 99)), Is.Null);
    }

    [Test]
    public async Task Count_with_and_without_a_filter_agrees_with_find()
    {
        await CreateMany();
        await Documents.DeleteManyAsync("notes", ["n0000", "n0007"]);

        Assert.That(await Documents.CountAsync("notes"), Is.EqualTo(Many - 2));
        Assert.That(await Documents.CountAsync("notes", Filter.Eq("rank", 0)), Is.EqualTo((await Ids(Filter.Eq("rank", 0), null)).Count));
    }

    [Test]
    public async Task Documents_that_stay_come_exactly_once_beside_writers()
    {
        await CreateMany();
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 3).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var id = $"n{(i * 37) % Many:0000}-{writer}";
                await Documents.PutAsync("notes", id, new Note { Rank = 100 }, new WriteOptions { Upsert = true });
                await Documents.DeleteAsync("notes", id);
            }
        })).ToList();
        for (var round = 0; round < 15; round++)
        {
            var stayed = (await Ids(null, null)).Where(static id => id.Length == 5);
            Assert.That(stayed, Is.EqualTo(Enumerable.Range(0, Many).Select(static i => $"n{i:0000}")));
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
    }

    [Test]
    public async Task A_consumer_may_write_while_it_enumerates()
    {
        await CreateMany();
        var seen = new ConcurrentBag<string>();
        await foreach (var note in Documents.FindAsync<Note>("notes"))
        {
            seen.Add(note.Id!);
            await Documents.DeleteAsync("notes", note.Id!);
        }

        Assert.That(seen, Has.Count.EqualTo(Many));
        Assert.That(await Documents.CountAsync("notes"), Is.Zero);
    }

    [Test]
    public async Task A_consumer_that_stops_leaves_nothing_locked()
    {
        await CreateMany();
        await foreach (var _ in Documents.FindAsync<Note>("notes"))
        {
            break;
        }

        Assert.That(await Documents.DeleteAsync("notes", "n0000"), Is.True);
    }

    [Test]
    public async Task A_cancelled_token_ends_the_enumeration()
    {
        await CreateMany();
        using var cancel = new CancellationTokenSource();
        var seen = 0;

        Assert.That(
            async () =>
            {
                await foreach (var _ in Documents.FindAsync<Note>("notes", cancellationToken: cancel.Token))
                {
                    if (++seen == 3)
                    {
                        await cancel.CancelAsync();
                    }
                }
            },
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(seen, Is.EqualTo(3));
    }

    private async Task CreateMany() =>
        await Documents.CreateManyAsync("notes", Enumerable.Range(0, Many).Select(static i => new Note { Id = $"n{i:0000}", Rank = i % 7 }));

    private async Task<List<string>> Ids(Filter? filter, FindOptions? options) =>
        (await ToListAsync(Documents.FindAsync<Note>("notes", filter, options))).ConvertAll(static note => note.Id!);

    private async Task<List<string>> FoundIds(FindOptions? options) =>
        (await ToListAsync(Documents.FindDocumentsAsync<System.Text.Json.JsonElement>("notes", null, options))).ConvertAll(static document => document.Id);
}
