using System.Text;
using System.Text.Json;
using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>JSON Lines in and out.</summary>
public abstract class DocumentLinesSpec : MosaicSpec
{
    [Test]
    public async Task What_is_exported_is_imported_as_it_was()
    {
        string[] texts =
        [
            """{"id":"a","n":1.50,"m":-0,"x":1e-324,"big":123456789012345678901234567890}""", """{ "id" : "b" , "s" : "é\u0041\n" }""", """{"id":"c","deep":{"a":[[]]}}""",
        ];
        foreach (var text in texts)
        {
            await Documents.PutJsonAsync("from", text.Split('"')[3], Encoding.UTF8.GetBytes(text));
        }

        using var lines = new MemoryStream();
        Assert.That(await Documents.ExportJsonLinesAsync("from", lines), Is.EqualTo(3));
        Assert.That(Encoding.UTF8.GetString(lines.ToArray()), Is.EqualTo(string.Join('\n', texts) + "\n"));

        lines.Position = 0;
        Assert.That(await Documents.ImportJsonLinesAsync("to", lines), Is.EqualTo(3));
        var found = await ToListAsync(Documents.FindJsonAsync("to"));
        Assert.That(found.Select(static it => Encoding.UTF8.GetString(it.Value.Span)), Is.EqualTo(texts));
    }

    [Test]
    public async Task A_document_of_several_lines_becomes_one_and_gets_its_id()
    {
        await Documents.PutJsonAsync("raw", "x1", "{\r\n  \"a\": \"b\"\n}"u8.ToArray());
        using var lines = new MemoryStream();

        await Documents.ExportJsonLinesAsync("raw", lines);

        var text = Encoding.UTF8.GetString(lines.ToArray());
        Assert.That(text.Count('\n'.Equals), Is.EqualTo(1));
        Assert.That(JsonElement.Parse(text).GetProperty("id").GetString(), Is.EqualTo("x1"));
    }

    [Test]
    public async Task The_longest_document_comes_back_as_it_was()
    {
        var json = Encoding.UTF8.GetBytes($$"""{"t":"{{new string('x', 16_000_000 - 8)}}"}""");
        await Documents.PutJsonAsync("from", "x1", json);
        using var lines = new MemoryStream();

        await Documents.ExportJsonLinesAsync("from", lines);
        lines.Position = 0;
        await Documents.ImportJsonLinesAsync("to", lines);

        Assert.That((await Documents.GetJsonAsync("to", "x1"))!.Value.Span.SequenceEqual(json), Is.True);
    }

    [Test]
    public async Task Many_lines_are_imported_with_progress()
    {
        var text = string.Concat(Enumerable.Range(0, 5_000).Select(static i => $$"""{"id":"n{{i:0000}}","rank":{{i}}}{{(i % 2 == 0 ? "\r\n" : "\n\n")}}"""));
        var told = new List<JsonLinesProgress>();

        var written = await Documents.ImportJsonLinesAsync(
            "notes", new MemoryStream([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)]), progress: new Told(told));

        Assert.That(written, Is.EqualTo(5_000));
        Assert.That(await Documents.CountAsync("notes"), Is.EqualTo(5_000));
        Assert.That(told.Select(static it => it.Documents), Is.Ordered.Ascending);
        Assert.That(told[^1], Is.EqualTo(new JsonLinesProgress(5_000, text.Length + 3)));
    }

    [Test]
    public async Task A_line_without_id_gets_one()
    {
        await Documents.ImportJsonLinesAsync("notes", new MemoryStream("""{"title":"x"}"""u8.ToArray()));

        var note = (await ToListAsync(Documents.FindAsync<Note>("notes"))).Single();
        Assert.That((note.Title, Guid.TryParse(note.Id, out _)), Is.EqualTo(("x", true)));
    }

    [TestCase("{\"id\":\"a\"}\n{\"id\":", 2)]
    [TestCase("\n\n[1]", 3)]
    [TestCase("{\"id\":\"a\"}\n{\"id\":\"b\",\"id\":\"c\"}", 2)]
    [TestCase("{\"id\":\"\"}", 1)]
    public async Task A_bad_line_is_named_and_the_lines_before_it_are_written(string text, int line)
    {
        var error = await Assert.ThrowsAsync<InvalidDocumentException>(
            async () => await Documents.ImportJsonLinesAsync("notes", new MemoryStream(Encoding.UTF8.GetBytes(text))));

        Assert.That(error!.Message, Does.Match($"^Line {line}\\b"));
        Assert.That(await Documents.CountAsync("notes"), Is.EqualTo(text.Contains("\"a\"", StringComparison.Ordinal) ? 1 : 0));
    }

    [Test]
    public async Task A_line_that_is_no_JSON_is_named_with_the_byte()
    {
        var text = "\uFEFF{\"id\":\"a\"}\r\n  {\"id\":\"b\",}\r\n"u8.ToArray();

        var error = await Assert.ThrowsAsync<InvalidDocumentException>(async () => await Documents.ImportJsonLinesAsync("notes", new MemoryStream(text)));

        Assert.That(error!.Message, Does.StartWith("Line 2, byte 12 ").And.Not.Contains("LineNumber"));
    }

    [Test]
    public async Task Documents_that_are_there_are_refused_unless_told_otherwise()
    {
        await Documents.CreateAsync("notes", new Note { Id = "a", Rank = 1 });
        ValueTask<long> Import(ExistingDocuments existing) => Documents.ImportJsonLinesAsync("notes", new MemoryStream("""{"id":"a","rank":2}"""u8.ToArray()), existing);

        Assert.That(
            async () => await Import(ExistingDocuments.Refuse),
            Throws.TypeOf<DuplicateKeyException>().With.Message.Contains("ExistingDocuments.Keep").And.Message.Contains("ExistingDocuments.Replace").And.Message.Contains("'a'"));
        Assert.That(await Import(ExistingDocuments.Keep), Is.Zero);
        Assert.That((await Documents.ReadAsync<Note>("notes", "a"))!.Rank, Is.EqualTo(1));
        Assert.That(await Import(ExistingDocuments.Replace), Is.EqualTo(1));
        Assert.That((await Documents.ReadAsync<Note>("notes", "a"))!.Rank, Is.EqualTo(2));
    }

    private sealed class Told(List<JsonLinesProgress> told) : IProgress<JsonLinesProgress>
    {
        public void Report(JsonLinesProgress value) => told.Add(value);
    }

    [Test]
    public async Task Whatever_a_document_says_of_its_id_it_comes_back_under_it_as_it_was()
    {
        var deepest = $"{new string('[', 100)}{new string(']', 100)}";
        string[] texts =
        [
            """{"id":null,"a":1.0}""", """{ "a" : 1, "id" : 5 }""", """{"id":{"$id":"x"}}""", "[1,null]", "\"text\"", "null", "1.50", deepest,
            """{"id":null,"$id":"other","$document":{}}""", """{"id":[],"é":"\u0041"}""",
        ];
        foreach (var (i, text) in texts.Index())
        {
            await Documents.PutJsonAsync("from", $"k\"é{i:00}", Encoding.UTF8.GetBytes(text));
        }

        await Documents.PutJsonAsync("from", "looks like one", """{"$id":"x","$document":{"id":"x"}}"""u8.ToArray());
        using var lines = new MemoryStream();
        await Documents.ExportJsonLinesAsync("from", lines);
        lines.Position = 0;
        await Documents.ImportJsonLinesAsync("to", lines);

        var found = await ToListAsync(Documents.FindJsonAsync("to"));
        Assert.That(found.Select(static it => it.Id), Is.EqualTo((string[])[.. texts.Select(static (_, i) => $"k\"é{i:00}"), "looks like one"]));
        Assert.That(found.Select(static it => Encoding.UTF8.GetString(it.Value.Span)), Is.EqualTo((string[])[.. texts, """{"id":"looks like one","$id":"x","$document":{"id":"x"}}"""]));
    }

    [TestCase("""{"$id":"a","$document":{"id":"b"}}""")]
    [TestCase("""{"$id":"","$document":{}}""")]
    [TestCase("""{"$id":"a","$document":{"b":1,"b":2}}""")]
    [TestCase("""{"$id":"\ud800","$document":{}}""")]
    [TestCase("""{"$id":"a","$document":}""")]
    public void A_line_that_names_an_id_and_no_document_of_it_is_refused(string line) => Assert.That(
        async () => await Documents.ImportJsonLinesAsync("notes", new MemoryStream(Encoding.UTF8.GetBytes(line))),
        Throws.TypeOf<InvalidDocumentException>().With.Message.Match("^Line 1[ ,]"));
}
