using System.Text;
using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Documents whose texts were declared searchable.</summary>
public abstract class TextIndexSpec : MosaicSpec
{
    private IMemoryStore Memory => Store.Memory;

    [Test]
    public async Task Documents_are_found_by_the_declared_texts_those_from_before_included()
    {
        await Documents.CreateManyAsync("notes", Enumerable.Range(0, 700).Select(static i => new Note { Id = $"n{i:000}", Title = $"Title number{i}", Kind = "hidden" }));

        await Documents.EnsureTextIndexAsync("notes", ["title"]);

        Assert.That(await Find("number650"), Is.EqualTo(new[] { "n650" }));
        Assert.That(await Find("hidden"), Is.Empty);
        await Documents.CreateAsync("notes", new Note { Id = "later", Title = "number9999" });
        var hit = (await Memory.SearchAsync("number9999"))[0];
        Assert.That(hit.Kind, Is.EqualTo(MemoryKind.Document));
        Assert.That(hit.Collection, Is.EqualTo("notes"));
        Assert.That(hit.Id, Is.EqualTo("later"));
        Assert.That(hit.Content, Is.EqualTo("number9999"));
        Assert.That(hit.At, Is.EqualTo(Clock.GetUtcNow()));
    }

    [Test]
    public async Task What_is_found_follows_the_document()
    {
        await Documents.EnsureTextIndexAsync("notes", ["title"]);
        await Documents.CreateAsync("notes", new Note { Id = "a", Title = "badger" });
        Assert.That(await Find("badger"), Is.EqualTo(new[] { "a" }));

        await Documents.UpdateAsync<Note>("notes", "a", new { title = "otter" });
        Assert.That(await Find("badger"), Is.Empty);
        Assert.That(await Find("otter"), Is.EqualTo(new[] { "a" }));

        await Store.TransactAsync(async (transaction, token) => await transaction.Documents.UpdateAsync<Note>("notes", "a", new { title = "weasel" }, token));
        Assert.That(await Find("otter weasel"), Is.EqualTo(new[] { "a" }));
        Assert.That((await Memory.SearchAsync("weasel"))[0].Content, Is.EqualTo("weasel"));

        await Documents.DeleteAsync("notes", "a");
        Assert.That(await Find("weasel"), Is.Empty);
    }

    [Test]
    public async Task Texts_stand_at_dotted_paths_and_in_lists()
    {
        await Documents.EnsureTextIndexAsync("notes", ["head.title", "tags"]);
        await Documents.PutJsonAsync("notes", "a", Encoding.UTF8.GetBytes("""{"head":{"title":"Badgers"},"tags":["otter",5,["weasel"],{"x":"fox"}],"tail":"stoat"}"""));
        await Documents.PutJsonAsync("notes", "b", Encoding.UTF8.GetBytes("""{"head":{"title":7},"tags":null}"""));

        Assert.That((await Memory.SearchAsync("badger"))[0].Content, Is.EqualTo("Badgers\notter\nweasel"));
        Assert.That(await Find("weasel"), Is.EqualTo(new[] { "a" }));
        Assert.That(await Find("fox stoat 5 7"), Is.Empty);
    }

    [Test]
    public async Task Paths_declared_later_are_added()
    {
        await Documents.CreateAsync("notes", new Note { Id = "a", Title = "badger", Kind = "otter" });
        await Documents.EnsureTextIndexAsync("notes", ["title"]);
        Assert.That(await Find("otter"), Is.Empty);

        await Documents.EnsureTextIndexAsync("notes", ["kind"]);
        await Documents.EnsureTextIndexAsync("notes", ["title"]);

        Assert.That(await Find("otter"), Is.EqualTo(new[] { "a" }));
        Assert.That((await Memory.SearchAsync("badger"))[0].Content, Is.EqualTo("badger\notter"));
    }

    [Test]
    public async Task An_expired_document_is_not_found_and_leaves_room_for_others()
    {
        await Documents.EnsureTextIndexAsync("notes", ["title"]);
        for (var i = 0; i < 20; i++)
        {
            await Documents.PutAsync("notes", $"n{i}", new Note { Title = "badger badger" }, new WriteOptions { Upsert = true, ExpiresAt = Clock.GetUtcNow().AddSeconds(10) });
        }

        await Documents.CreateAsync("notes", new Note { Id = "stays", Title = "badger" });
        Assert.That(await Memory.SearchAsync("badger", 5), Has.Count.EqualTo(5));

        Clock.Advance(TimeSpan.FromSeconds(11));

        Assert.That((await Memory.SearchAsync("badger", 5)).Select(static hit => hit.Id), Is.EqualTo(new[] { "stays" }));
    }

    [Test]
    public async Task Documents_have_no_user_and_no_place_in_a_bound_view()
    {
        await Documents.EnsureTextIndexAsync("notes", ["title"]);
        await Documents.CreateAsync("notes", new Note { Id = "d", Title = "badger" });
        await Memory.Insights.StoreAsync(new NewInsight { Id = "i", UserId = "ann", Content = "badger" });

        Assert.That(await Find("badger"), Is.EqualTo(new[] { "d" }));
        Assert.That(await Find("badger", new SearchFilter { UserId = "ann" }), Is.EquivalentTo(new[] { "d", "i" }));
        Assert.That(await Find("badger", new SearchFilter { UserId = "ann", Kinds = [MemoryKind.Insight] }), Is.EqualTo(new[] { "i" }));
        Assert.That(await Find("badger", new SearchFilter { AllUsers = true, Kinds = [MemoryKind.Document] }), Is.EqualTo(new[] { "d" }));
        Assert.That(await Find("badger", new SearchFilter { UserId = "ann", SessionId = "s" }), Is.Empty);
        Assert.That((await Memory.ForUser("ann").SearchAsync("badger")).Select(static hit => hit.Id), Is.EqualTo(new[] { "i" }));
        Assert.That(await Memory.ForUser("ann").SearchAsync("badger", 10, new SearchFilter { Kinds = [MemoryKind.Document] }), Is.Empty);
    }

    [Test]
    public async Task A_declaration_beside_writers_misses_nothing()
    {
        await Documents.CreateManyAsync("notes", Enumerable.Range(0, 1500).Select(static i => new Note { Id = $"n{i:0000}", Title = "badger" }));
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 3).Select(writer => Task.Run(async () =>
        {
            var random = new Random(writer);
            while (!stop.IsCancellationRequested)
            {
                var id = $"n{random.Next(2000):0000}";
                if (random.Next(4) == 0)
                {
                    await Documents.DeleteAsync("notes", id);
                }
                else
                {
                    await Documents.PutAsync("notes", id, new Note { Title = random.Next(2) == 0 ? "badger" : "otter" }, new WriteOptions { Upsert = true });
                }
            }
        })).ToList();

        await Documents.EnsureTextIndexAsync("notes", ["title"]);

        await stop.CancelAsync();
        await Task.WhenAll(writers);
        var all = await ToListAsync(Documents.FindAsync<Note>("notes"));
        foreach (var word in new[] { "badger", "otter" })
        {
            var found = (await Memory.SearchAsync(word, 10_000)).Select(static hit => hit.Id).Order(StringComparer.Ordinal);
            Assert.That(found, Is.EqualTo(all.Where(note => note.Title == word).Select(static note => note.Id)));
        }
    }

    [TestCase("")]
    [TestCase("a..b")]
    public void A_bad_path_is_refused(string path) =>
        Assert.That(async () => await Documents.EnsureTextIndexAsync("notes", ["ok", path]), Throws.InstanceOf<ArgumentException>());

    [Test]
    public void No_paths_are_refused()
    {
        Assert.That(async () => await Documents.EnsureTextIndexAsync("notes", []), Throws.InstanceOf<ArgumentException>());
        Assert.That(async () => await Documents.EnsureTextIndexAsync("notes", null!), Throws.InstanceOf<ArgumentException>());
    }

    private async Task<IEnumerable<string>> Find(string query, SearchFilter? filter = null) =>
        (await Memory.SearchAsync(query, 10, filter)).Select(static hit => hit.Id);
}
