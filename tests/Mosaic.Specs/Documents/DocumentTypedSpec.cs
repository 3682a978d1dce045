using System.Text;
using System.Text.Json.Serialization;
using NUnit.Framework;
using NUnit.Framework.Constraints;

namespace Mosaic.Specs;

/// <summary>Collections with a type, by reflection and by generated code.</summary>
public abstract partial class DocumentTypedSpec : MosaicSpec
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task A_typed_collection_does_what_the_store_does(bool generated)
    {
        var notes = generated ? Documents.Collection("notes", TypedJson.Default.Note) : Documents.Collection<Note>("notes");
        var created = await notes.CreateAsync(new Note { Title = "one", Rank = 1 });
        await notes.CreateAsync("n2", new Note { Title = "two", Rank = 2, Tags = ["a"] });
        await notes.CreateManyAsync([new Note { Id = "n3", Rank = 3 }, new Note { Id = "n4", Rank = 4 }]);
        await notes.EnsureIndexAsync(static n => n.Rank);

        Assert.That((await notes.ReadAsync(created.Id!))!.Title, Is.EqualTo("one"));
        Assert.That(await notes.ReadAsync("none"), Is.Null);
        Assert.That((await notes.GetAsync("n2"))!.Version, Is.EqualTo(1));
        Assert.That((await ToListAsync(notes.FindAsync(static n => n.Rank > 2, new FindOptions { Descending = true }))).Select(static n => n.Id), Is.EqualTo(new[] { "n4", "n3" }));
        Assert.That((await notes.FindOneAsync(static n => n.Tags!.Contains("a")))!.Id, Is.EqualTo("n2"));
        Assert.That(await notes.CountAsync(static n => n.Title == null), Is.EqualTo(2));
        Assert.That((await ToListAsync(notes.QueryAsync("WHERE rank = @r", new Dictionary<string, object?> { ["r"] = 3 }))).Single().Id, Is.EqualTo("n3"));
        Assert.That((await notes.PutAsync("n3", new Note { Rank = 33 }, new WriteOptions { ExpectedVersion = 1 })).Version, Is.EqualTo(2));
        Assert.That((await notes.UpdateAsync("n3", new { title = "three" }))!.Rank, Is.EqualTo(33));
        Assert.That(await notes.UpdateAsync("none", new { title = "x" }), Is.Null);
        Assert.That(await notes.UpdateManyAsync(static n => n.Rank >= 4, new { kind = "big" }), Is.EqualTo(2));
        Assert.That(await notes.DeleteManyAsync(static n => n.Kind == "big"), Is.EqualTo(2));
        Assert.That(await notes.DeleteAsync("n2"), Is.True);
        Assert.That(await notes.CountAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_patch_names_what_it_changes_as_the_type_does()
    {
        var notes = Documents.Collection("notes", SnakeJson.Default.Page);
        await notes.CreateAsync("p1", new Page("p1", "one", 1));

        Assert.That(await notes.UpdateAsync("p1", new { PageTitle = "two" }), Is.EqualTo(new Page("p1", "two", 1)));
        Assert.That(await notes.UpdateManyAsync(static p => p.PageTitle == "two", new Page("p1", "three", 3)), Is.EqualTo(1));
        Assert.That(Encoding.UTF8.GetString((await Documents.GetJsonAsync("notes", "p1"))!.Value.Span), Is.EqualTo("""{"id":"p1","page_title":"three","page_count":3}"""));
    }

    [Test]
    public async Task What_is_no_document_is_refused_by_generated_code_too()
    {
        var notes = Documents.Collection("notes", SnakeJson.Default.Page);
        await notes.CreateAsync("p1", new Page("p1", "one", 1));

        Assert.That(async () => await notes.PutAsync("p1", new Page("p1", "\ud800", 2)), Throws.TypeOf<InvalidDocumentException>());
        Assert.That(async () => await notes.PutAsync("p1", new Page("p1", "x", double.NaN)), Throws.TypeOf<InvalidDocumentException>());
        Assert.That(async () => await notes.UpdateAsync("p1", new { PageTitle = "\udc00" }), Throws.TypeOf<InvalidDocumentException>());
        Assert.That(await notes.ReadAsync("p1"), Is.EqualTo(new Page("p1", "one", 1)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_document_that_does_not_fit_the_type_is_named(bool generated)
    {
        var notes = generated ? Documents.Collection("notes", TypedJson.Default.Note) : Documents.Collection<Note>("notes");
        await notes.CreateAsync("n1", new Note { Rank = 1 });

        Assert.That(async () => await notes.UpdateAsync("n1", new { rank = "high" }), NoFit(generated ? "It was written." : "It was written, version 2."));
        Assert.That(async () => await notes.UpdateAsync("n1", new { rank = "low" }, new WriteOptions { ExpectedVersion = 2 }), NoFit(generated ? "It was written." : "It was written, version 3."));
        Assert.That(async () => await notes.ReadAsync("n1"), NoFit(""));
        Assert.That(async () => await notes.GetAsync("n1"), NoFit(""));
        Assert.That(async () => await ToListAsync(notes.FindAsync()), NoFit(""));
        Assert.That(async () => await ToListAsync(notes.QueryAsync("WHERE rank = 'low'")), NoFit(""));
    }

    [Test]
    public async Task The_document_of_an_answer_that_does_not_fit_the_type_is_named()
    {
        await Documents.CreateAsync("notes", "n1", new { rank = "high" });

        Assert.That(async () => await ToListAsync(Documents.QueryAsync<Note>("notes", "SELECT rank")), NoFit(""));
        Assert.That(async () => await ToListAsync(Documents.QueryAsync<Note>("notes", "SELECT rank, COUNT(*) GROUP BY rank")), Throws.TypeOf<InvalidDocumentException>().With.Message.StartsWith("A document of 'notes'"));
        Assert.That(async () => await Documents.PatchAsync<Note>("notes", "n1", JsonPatch.Parse("""[{"op":"replace","path":"/rank","value":"low"}]""")), NoFit("It was written, version 2."));
    }

    private static EqualStringConstraint NoFit(string end) => Throws.TypeOf<InvalidDocumentException>()
        .With.Message.StartsWith("The document 'n1' of 'notes' does not fit Note: ").And.Message.EndsWith(end).And.Property("Hint").Contains("JsonElement").And.Property("Target").EqualTo("notes/n1");

    [Test]
    public void Only_members_can_be_indexed() =>
        Assert.That(async () => await Documents.Collection<Note>("notes").EnsureIndexAsync(static n => n.Rank + 1), Throws.TypeOf<NotSupportedException>());

    [Test]
    public async Task An_id_that_is_written_under_another_spelling_is_refused()
    {
        var refused = Throws.TypeOf<InvalidDocumentException>().With.Message.Contains("Card writes its id as 'Id'")
            .And.Property("Hint").Contains("JsonSerializerDefaults.Web").And.Property("Hint").Contains("[JsonPropertyName(\"id\")]");

        Assert.That(() => Documents.Collection("cards", PascalJson.Default.Card), refused);
        Assert.That(() => Documents.Collection<Shouted>("cards"), Throws.TypeOf<InvalidDocumentException>().With.Message.Contains("as 'ID'"));
        Assert.That(async () => await Documents.CreateAsync("cards", new Shouted("s")), Throws.TypeOf<InvalidDocumentException>());
        Assert.That(async () => await Documents.CreateAsync<object>("cards", "s", new Shouted("s")), Throws.TypeOf<InvalidDocumentException>());
        Assert.That(async () => await Documents.PutAsync("cards", "s", new Shouted("s"), new WriteOptions { Upsert = true }), Throws.TypeOf<InvalidDocumentException>());
        Assert.That(await Documents.CountAsync("cards"), Is.Zero);
        Assert.That(await Documents.Collection("both", PascalJson.Default.Both).CreateAsync(new Both("b", "B")), Is.EqualTo(new Both("b", "B")));
        Assert.That((await Documents.Collection("kept", PascalJson.Default.Hidden).CreateAsync(new Hidden("h", 1))).Rank, Is.EqualTo(1));
    }

    internal sealed record Card(string Id);

    internal sealed record Shouted([property: JsonPropertyName("ID")] string Id);

    internal sealed record Both([property: JsonPropertyName("id")] string Key, string Id);

    internal sealed record Hidden([property: JsonIgnore] string? Id, int Rank);

    [JsonSerializable(typeof(Card))]
    [JsonSerializable(typeof(Both))]
    [JsonSerializable(typeof(Hidden))]
    private sealed partial class PascalJson : JsonSerializerContext;

    internal sealed record Page(string Id, string PageTitle, double PageCount);

    [JsonSerializable(typeof(Page))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    private sealed partial class SnakeJson : JsonSerializerContext;

    [JsonSerializable(typeof(Note))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    private sealed partial class TypedJson : JsonSerializerContext;
}
