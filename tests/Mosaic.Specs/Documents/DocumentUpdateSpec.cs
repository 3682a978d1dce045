using System.Text;
using System.Text.Json;
using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Patching (RFC 7396) and deleting a document.</summary>
public abstract class DocumentUpdateSpec : MosaicSpec
{
    [SetUp]
    public async Task Create_a_document() =>
        await Documents.PutJsonAsync("notes", "n1", """{"id":"n1", "title":"first","rank":1.50,"deep":{"a":1,"b":[1,2]}}"""u8.ToArray());

    [Test]
    public async Task Update_replaces_what_the_patch_names_and_keeps_the_rest()
    {
        var updated = await Documents.UpdateAsync<JsonElement>("notes", "n1", new { title = "second", deep = new { a = 2 } });

        Assert.That(updated.GetProperty("title").GetString(), Is.EqualTo("second"));
        Assert.That(updated.GetProperty("rank").GetRawText(), Is.EqualTo("1.50"));
        Assert.That(updated.GetProperty("deep").GetRawText(), Is.EqualTo("""{"a":2,"b":[1,2]}"""));
    }

    [Test]
    public async Task Update_with_null_removes_the_property()
    {
        await Documents.UpdateAsync<JsonElement>("notes", "n1", JsonDocument.Parse("""{"title":null,"deep":{"b":null}}""").RootElement);

        var json = Encoding.UTF8.GetString((await Documents.GetJsonAsync("notes", "n1"))!.Value.Span);
        Assert.That(json, Does.Not.Contain("title").And.Not.Contain("\"b\"").And.Contain("\"a\":1"));
    }

    [Test]
    public async Task Update_raises_the_version_and_the_time()
    {
        Clock.Advance(TimeSpan.FromMinutes(2));
        await Documents.UpdateAsync<JsonElement>("notes", "n1", new { title = "x" });

        Assert.That(await Documents.GetAsync<JsonElement>("notes", "n1"), Has.Property("Version").EqualTo(2).And.Property("ModifiedAt").EqualTo(Clock.GetUtcNow()));
    }

    [Test]
    public async Task Update_of_an_absent_document_returns_default_and_creates_nothing()
    {
        Assert.That(await Documents.UpdateAsync<Note>("notes", "n2", new { title = "x" }), Is.Null);
        Assert.That(await Documents.CountAsync("notes"), Is.EqualTo(1));
    }

    [Test]
    public async Task Update_with_Upsert_creates_from_the_patch()
    {
        var created = await Documents.UpdateAsync<Note>("notes", "n2", new { title = "x" }, new WriteOptions { Upsert = true });

        Assert.That(created, Is.EqualTo(new Note { Id = "n2", Title = "x" }));
    }

    [Test]
    public async Task Update_with_an_older_version_throws_Conflict_and_changes_nothing()
    {
        await Documents.UpdateAsync<JsonElement>("notes", "n1", new { title = "second" });

        Assert.That(
            async () => await Documents.UpdateAsync<JsonElement>("notes", "n1", new { title = "third" }, new WriteOptions { ExpectedVersion = 1 }),
            Throws.TypeOf<ConflictException>());
        Assert.That((await Documents.ReadAsync<JsonElement>("notes", "n1")).GetProperty("title").GetString(), Is.EqualTo("second"));
    }

    [Test]
    public async Task Update_does_not_change_the_id()
    {
        Assert.That(async () => await Documents.UpdateAsync<JsonElement>("notes", "n1", new { id = "n2" }), Throws.TypeOf<InvalidDocumentException>());
        Assert.That(await Documents.ReadAsync<JsonElement>("notes", "n2"), Is.EqualTo(default(JsonElement)));
    }

    [Test]
    public void Update_with_a_patch_that_is_no_object_is_refused() =>
        Assert.That(async () => await Documents.UpdateAsync<JsonElement>("notes", "n1", new[] { 1 }), Throws.TypeOf<InvalidDocumentException>());

    [Test]
    public async Task Concurrent_updates_of_one_document_all_count()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() =>
            Documents.UpdateAsync<JsonElement>("notes", "n1", new Dictionary<string, int> { [$"p{i}"] = i }).AsTask())));

        var document = (await Documents.GetAsync<JsonElement>("notes", "n1"))!;
        Assert.That(document.Version, Is.EqualTo(101));
        Assert.That(document.Value.EnumerateObject().Count(static property => property.Name[0] == 'p'), Is.EqualTo(100));
    }

    [Test]
    public async Task Delete_removes_the_document_and_tells_whether_there_was_one()
    {
        Assert.That(await Documents.DeleteAsync("notes", "n1"), Is.True);
        Assert.That(await Documents.DeleteAsync("notes", "n1"), Is.False);
        Assert.That(await Documents.DeleteAsync("nowhere", "n1"), Is.False);
        Assert.That(await Documents.ReadAsync<Note>("notes", "n1"), Is.Null);
        Assert.That(await Documents.CountAsync("notes"), Is.Zero);
    }
}
