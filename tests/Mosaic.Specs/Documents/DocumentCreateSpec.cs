using System.Text.Json;
using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Creating a document.</summary>
public abstract class DocumentCreateSpec : MosaicSpec
{
    [Test]
    public async Task Create_keeps_the_id_that_the_document_carries()
    {
        var created = await Documents.CreateAsync("notes", new Note { Id = "n1", Title = "first" });

        Assert.That(created, Is.EqualTo(new Note { Id = "n1", Title = "first" }));
        Assert.That(await Documents.ReadAsync<Note>("notes", "n1"), Is.EqualTo(created));
    }

    [Test]
    public async Task Create_without_an_id_inserts_a_UUIDv7_first()
    {
        var created = await Documents.CreateAsync("notes", JsonSerializer.SerializeToElement(new { title = "first" }));

        var id = created.GetProperty("id").GetString()!;
        Assert.That(Guid.Parse(id).Version, Is.EqualTo(7));
        Assert.That(created.EnumerateObject().First().Name, Is.EqualTo("id"));
        Assert.That((await Documents.ReadAsync<Note>("notes", id))!.Title, Is.EqualTo("first"));
    }

    [Test]
    public async Task Create_with_a_null_id_inserts_one()
    {
        var created = await Documents.CreateAsync("notes", new Note { Id = null, Title = "first" });

        Assert.That(Guid.TryParse(created.Id, out _), Is.True);
        Assert.That(await Documents.ReadAsync<Note>("notes", created.Id!), Is.EqualTo(created));
    }

    [Test]
    public async Task Ids_that_are_made_ascend()
    {
        var ids = new List<string>();
        for (var i = 0; i < 50; i++)
        {
            ids.Add((await Documents.CreateAsync("notes", new Note { Rank = i })).Id!);
        }

        Assert.That(ids, Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal).And.Unique);
    }

    [Test]
    public async Task Create_with_a_number_as_id_is_refused_and_stores_nothing()
    {
        Assert.That(async () => await Documents.CreateAsync("notes", new { id = 5 }), Throws.TypeOf<InvalidDocumentException>());
        Assert.That(await Documents.CountAsync("notes"), Is.Zero);
    }

    [Test]
    public async Task Create_of_an_id_that_exists_throws_DuplicateKey_and_changes_nothing()
    {
        await Documents.CreateAsync("notes", new Note { Id = "n1", Title = "first" });

        Assert.That(async () => await Documents.CreateAsync("notes", new Note { Id = "n1", Title = "second" }), Throws.TypeOf<DuplicateKeyException>());
        Assert.That(await Documents.GetAsync<Note>("notes", "n1"), Has.Property("Version").EqualTo(1).And.Property("Value").EqualTo(new Note { Id = "n1", Title = "first" }));
        Assert.That(await Documents.CountAsync("notes"), Is.EqualTo(1));
    }

    [Test]
    public async Task Create_under_an_id_inserts_it_into_the_document()
    {
        var created = await Documents.CreateAsync("notes", "n1", JsonSerializer.SerializeToElement(new { title = "first" }));

        Assert.That(created.Id, Is.EqualTo("n1"));
        Assert.That(created.Version, Is.EqualTo(1));
        Assert.That(created.ModifiedAt, Is.EqualTo(Clock.GetUtcNow()));
        Assert.That(created.Value.GetRawText(), Is.EqualTo("""{"id":"n1","title":"first"}"""));
    }

    [Test]
    public async Task Create_under_another_id_than_the_document_carries_is_refused()
    {
        Assert.That(async () => await Documents.CreateAsync("notes", "n1", new Note { Id = "n2" }), Throws.TypeOf<InvalidDocumentException>());
        Assert.That(await Documents.CountAsync("notes"), Is.Zero);
    }

    [Test]
    public async Task The_same_id_in_two_collections_is_two_documents()
    {
        await Documents.CreateAsync("left", new Note { Id = "n", Title = "left" });
        await Documents.CreateAsync("right", new Note { Id = "n", Title = "right" });

        Assert.That((await Documents.ReadAsync<Note>("left", "n"))!.Title, Is.EqualTo("left"));
        Assert.That((await Documents.ReadAsync<Note>("right", "n"))!.Title, Is.EqualTo("right"));
    }

    [Test]
    public async Task Ids_that_differ_in_case_or_composition_are_different()
    {
        Require(MosaicCapabilities.CaseSensitiveIds);
        string[] ids = ["key", "KEY", "\u00e9", "e\u0301", "a b", "a/b", "a.b", "\U0001F600", "\uE000"];
        foreach (var id in ids)
        {
            await Documents.CreateAsync("notes", new Note { Id = id, Title = id });
        }

        foreach (var id in ids)
        {
            Assert.That((await Documents.ReadAsync<Note>("notes", id))!.Title, Is.EqualTo(id));
        }
    }

    [Test]
    public async Task A_collection_exists_from_its_first_document_on()
    {
        Assert.That(await ToListAsync(Documents.ListCollectionsAsync()), Is.Empty);

        await Documents.CreateAsync("b", new Note());
        await Documents.CreateAsync("a", new Note());

        Assert.That(await ToListAsync(Documents.ListCollectionsAsync()), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task A_refused_document_makes_no_collection()
    {
        Assert.That(async () => await Documents.PutAsync("notes", "n1", new Note(), new WriteOptions()), Throws.TypeOf<ConflictException>());

        Assert.That(await ToListAsync(Documents.ListCollectionsAsync()), Is.Empty);
    }

    [Test]
    public async Task What_is_absent_reads_as_nothing()
    {
        Assert.That(await Documents.ReadAsync<Note>("notes", "n1"), Is.Null);
        Assert.That(await Documents.GetAsync<Note>("notes", "n1"), Is.Null);
        Assert.That(await Documents.GetJsonAsync("notes", "n1"), Is.Null);
        Assert.That(await Documents.CountAsync("notes"), Is.Zero);
        Assert.That(await ToListAsync(Documents.FindAsync<Note>("notes")), Is.Empty);
        Assert.That(await Documents.FindOneAsync<Note>("notes", Filter.Eq("title", "x")), Is.Null);
    }
}
