using System.Text.Json;
using System.Text;
using Mosaic.Embedded.Tests.Documents.Json;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Folders;

public sealed class FolderWriteTests : FolderFixture
{
    private const string Yaml = """
        ---
        # about the trip
        title:   "Trip"   # quoted
        days:
          - Monday   # first

          - Tuesday
        # then
        cost: {amount: 1.50, unit: EUR}
        done: false

        note: >
          folded
          text
        last: x
        ---
        # Body

        text
        """;

    [Test]
    public async Task A_write_changes_what_differs_and_nothing_else()
    {
        Write("n/trip.md", Yaml);
        await using var store = await OpenAsync();

        await store.UpdateAsync<JsonElement>("n", "trip", new { done = true, added = new[] { 1, 2 } });
        Assert.That(Text("n/trip.md"), Is.EqualTo(Yaml.Replace("done: false", "done: true", StringComparison.Ordinal).Replace("last: x\n", "last: x\nadded: [1,2]\n", StringComparison.Ordinal)));

        await store.UpdateAsync<JsonElement>("n", "trip", new { days = (object?)null, added = (object?)null, note = "short: one", body = "new\n" });
        Assert.That(Text("n/trip.md"), Is.EqualTo("""
            ---
            # about the trip
            title:   "Trip"   # quoted
            # then
            cost: {amount: 1.50, unit: EUR}
            done: true

            note: "short: one"
            last: x
            ---
            new

            """));

        await store.UpdateAsync<JsonElement>("n", "trip", new { body = "again" });
        Assert.That(Text("n/trip.md"), Does.EndWith("---\nagain").And.StartWith("---\n# about the trip\n"));
    }

    private const string Nested = """
        ---
        server:   # where it runs
          # its name
          host: "a"   # quoted
          ports:
          # the first
          - 80   # plain
          # the second
          - 443

          tls: {min: 1.2} # flow
        people:
          - name: Ann   # one
            # years
            age: 30
          # two
          - name:   Bob
            tags:
              - x # of Bob
              - y
        last: 1
        ---
        text
        """;

    [TestCase("""{"server":{"host":"b"}}""", "host: \"a\"", "host: b")]
    [TestCase("""{"server":{"tls":{"min":1.3}}}""", "{min: 1.2}", """{"min":1.3}""")]
    [TestCase("""{"server":{"host":null}}""", "  host: \"a\"   # quoted\n", "")]
    [TestCase("""{"server":{"more":true}}""", "# flow\n", "# flow\n  more: true\n")]
    [TestCase("""{"server":{"ports":[80,443,8080]}}""", "- 443\n", "- 443\n  - 8080\n")]
    [TestCase("""{"server":{"ports":[1,80,443]}}""", "  # the first\n", "  - 1\n  # the first\n")]
    [TestCase("""{"server":{"ports":[80,8080,443]}}""", "# plain\n", "# plain\n  - 8080\n")]
    [TestCase("""{"server":{"ports":[80]}}""", "  - 443\n", "")]
    [TestCase("""{"server":{"ports":[81,443]}}""", "- 80", "- 81")]
    [TestCase("""{"server":{"ports":[]}}""", "\n  # the first\n  - 80   # plain\n  # the second\n  - 443", " []")]
    [TestCase("""{"server":5}""", "   # where it runs\n  # its name\n  host: \"a\"   # quoted\n  ports:\n  # the first\n  - 80   # plain\n  # the second\n  - 443\n\n  tls: {min: 1.2}", " 5   # where it runs")]
    [TestCase("""{"people":[{"name":"Ann","age":31},{"name":"Bob","tags":["x","y"]}]}""", "age: 30", "age: 31")]
    [TestCase("""{"people":[{"age":30},{"name":"Bob","tags":["x","y"]}]}""", " name: Ann   # one\n", "\n")]
    [TestCase("""{"people":[{"name":"Ann","age":30},{"tags":["x","y"]}]}""", "name:   Bob\n    tags", "tags")]
    [TestCase("""{"people":[{"name":"Ann","age":30,"b":{"c":1}},{"name":"Bob","tags":["x","y"]}]}""", "age: 30\n", "age: 30\n    b: {\"c\":1}\n")]
    [TestCase("""{"people":[{"name":"Ann","age":30},{"name":"Bob","tags":["x","y","z"]}]}""", "- y\n", "- y\n      - z\n")]
    [TestCase("""{"people":[{"name":"Ann","age":30},{"name":"Bob","tags":["x","y","z"],"n":1},{"name":"Cid"}]}""", "- y\n", "- y\n      - z\n    n: 1\n  - {\"name\":\"Cid\"}\n")]
    [TestCase("""{"people":[{"name":"Bob","tags":["x","y"]}]}""", "  - name: Ann   # one\n    # years\n    age: 30\n", "")]
    [TestCase("""{"people":[{"name":"Ann","age":30}]}""", "  - name:   Bob\n    tags:\n      - x # of Bob\n      - y\n", "")]
    public async Task A_write_keeps_what_stands_around_a_nested_value(string patch, string before, string after)
    {
        foreach (var newLine in new[] { "\n", "\r\n" })
        {
            Write("n/a.md", Lines(Nested));
            await using (var store = await OpenAsync())
            {
                await store.UpdateAsync<JsonElement>("n", "a", JsonElement.Parse(patch));
            }

            Assert.That(Lines(Nested), Does.Contain(Lines(before)));
            Assert.That(Text("n/a.md"), Is.EqualTo(Lines(Nested).Replace(Lines(before), Lines(after), StringComparison.Ordinal)));

            string Lines(string text) => text.Replace("\n", newLine, StringComparison.Ordinal);
        }
    }

    [Test]
    public async Task A_key_that_is_no_text_can_stand_beside_what_is_written()
    {
        Write("n/a.md", "---\n? [a, b]\n: 1\nc: 2 # kept\n---\n");
        await using var store = await OpenAsync();

        await store.UpdateAsync<JsonElement>("n", "a", new { d = 3 });

        Assert.That(Text("n/a.md"), Is.EqualTo("---\n? [a, b]\n: 1\nc: 2 # kept\nd: 3\n---\n"));
    }

    [TestCase("---\r\ntitle: T # c\r\nstatus: open\r\n---\r\nbody\r\n", "---\r\ntitle: T # c\r\nstatus: done\r\nadded: 1\r\n---\r\nbody\r\n")]
    [TestCase("\uFEFF---\nstatus: open\n---\nbody\n", "\uFEFF---\nstatus: done\nadded: 1\n---\nbody\n")]
    [TestCase("\uFEFFbody\r\n", "\uFEFF---\r\nstatus: done\r\nadded: 1\r\n---\r\nbody\r\n")]
    [TestCase("+++\r\nstatus = 'open'\r\n+++\r\nbody", "+++\r\nstatus = \"done\"\r\nadded = 1\r\n+++\r\nbody")]
    [TestCase("---json\r\n{\"status\":\"open\"}\r\n---\r\nbody", "---json\r\n{\"status\":\"done\",\"added\":1}\r\n---\r\nbody")]
    public async Task A_write_keeps_line_ends_and_byte_order_mark(string before, string after)
    {
        Write("n/a.md", before);
        await using var store = await OpenAsync();

        await store.UpdateAsync<JsonElement>("n", "a", new { status = "done", added = 1 });

        Assert.That(Encoding.UTF8.GetString(await File.ReadAllBytesAsync(Full("n/a.md"))), Is.EqualTo(after));
    }

    [Test]
    public async Task TOML_and_JSON_front_matter_are_edited_in_their_language()
    {
        Write("n/t.md", "+++\n# c\ntitle = \"T\" # x\nn = 1\n\n[table]\nk = 1\n+++\nbody");
        Write("n/j.md", ";;;\n{\"a\": 1, \"b\": [1]}\n;;;\nbody");
        await using var store = await OpenAsync();

        await store.UpdateAsync<JsonElement>("n", "t", new { title = "U", extra = true });
        await store.UpdateAsync<JsonElement>("n", "j", new { a = 2 });

        Assert.That(Text("n/t.md"), Is.EqualTo("+++\n# c\ntitle = \"U\" # x\nn = 1\nextra = true\n\n[table]\nk = 1\n+++\nbody"));
        Assert.That(JsonElement.Parse(Text("n/j.md").Split(";;;")[1]).GetProperty("a").GetInt32(), Is.EqualTo(2));
        Assert.That(async () => await store.UpdateAsync<JsonElement>("n", "t", new { table = new { k = 2 } }), Throws.TypeOf<InvalidDocumentException>().With.Message.Contains("table"));
    }

    [Test]
    public async Task A_new_Markdown_document_is_front_matter_and_body()
    {
        await using var store = await OpenAsync();

        await store.CreateAsync("n", "sub/x", new { title = "A: b", tags = new[] { "t" }, body = "# Hi\n", n = 1.5m });

        Assert.That(Text("n/sub/x.md"), Is.EqualTo("---\ntitle: \"A: b\"\ntags: [\"t\"]\nn: 1.5\n---\n# Hi\n"));
        Assert.That((await store.ReadAsync<JsonElement>("n", "sub/x")).GetProperty("file").GetProperty("headings").GetArrayLength(), Is.EqualTo(1));
    }

    [TestCase("n", "../x")]
    [TestCase("n", "a/../../x")]
    [TestCase("n", "/etc/x")]
    [TestCase("n", "a//b")]
    [TestCase("n", ".")]
    [TestCase("n", "CON")]
    [TestCase("n", "nul.txt")]
    [TestCase("n", "a/com1")]
    [TestCase("..", "x")]
    [TestCase("AUX", "x")]
    [TestCase("$files", "x")]
    public async Task Names_that_lead_elsewhere_are_refused(string collection, string id)
    {
        await using var store = await OpenAsync();

        Assert.That(async () => await store.PutJsonAsync(collection, id, "{}"u8.ToArray()), Throws.TypeOf<InvalidDocumentException>());
        Assert.That(Directory.EnumerateFileSystemEntries(Root, "*", SearchOption.AllDirectories).Where(File.Exists), Is.Empty);
    }

    [TestCase("a:b?c*")]
    [TestCase("..hidden")]
    [TestCase("ends.")]
    [TestCase("100%25")]
    [TestCase("back\\slash")]
    public async Task Letters_that_some_system_forbids_are_written_otherwise_and_read_back(string id)
    {
        await using (var store = await OpenAsync())
        {
            await store.CreateAsync("n", id, new { body = "x" });
        }

        await using var another = await OpenAsync(set: static options => options.IndexPath += "2");
        Assert.That((await another.ReadAsync<JsonElement>("n", id)).GetProperty("id").GetString(), Is.EqualTo(id));
        Assert.That(Path.GetFileName(Directory.EnumerateFiles(Full("n")).Single()), Does.Match(@"^[\w%~. -]+$"));
    }

    [Test]
    public async Task Names_that_differ_by_case_alone_are_refused()
    {
        await using var store = await OpenAsync();
        await store.CreateAsync("n", "key", new { a = 1 });

        Assert.That(async () => await store.CreateAsync("n", "Key", new { a = 1 }), Throws.TypeOf<InvalidDocumentException>().With.Message.Contains("case"));
        Assert.That(async () => await store.CreateAsync("N", "key", new { a = 1 }), Throws.TypeOf<InvalidDocumentException>().With.Message.Contains("case"));
    }

    [TestCase(ExistingDocuments.Replace, 3, "last")]
    [TestCase(ExistingDocuments.Keep, 2, "first")]
    public async Task Of_documents_that_come_twice_in_one_call_the_same_one_stays_as_in_a_store(ExistingDocuments existing, long written, string kept)
    {
        await using var folder = await OpenAsync(FolderFormat.Json);
        await using var engine = await MosaicEngine.OpenInMemoryAsync();
        foreach (var documents in new[] { folder, engine.Documents })
        {
            var all = new[] { ("a", "first"), ("b", "only"), ("a", "last") }
                .Select(static it => KeyValuePair.Create(it.Item1, (ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(new { v = it.Item2 })));

            Assert.That(await documents.PutJsonManyAsync("n", all, existing), Is.EqualTo(written));
            Assert.That((await documents.ReadAsync<JsonElement>("n", "a")).GetProperty("v").GetString(), Is.EqualTo(kept));
            await Assert.ThrowsAsync<DuplicateKeyException>(async () => await documents.PutJsonManyAsync("m", all, ExistingDocuments.Refuse));
            Assert.That(await documents.CountAsync("m"), Is.Zero);
        }
    }

    [Test]
    public async Task Edits_from_outside_are_noticed_before_a_write()
    {
        Write("n/a.md", "one");
        await using var store = await OpenAsync();
        var before = (await store.GetAsync<JsonElement>("n", "a"))!;
        Write("n/a.md", "---\nx: 1\n---\ntwo, longer");

        Assert.That(async () => await store.PutAsync("n", "a", new { body = "mine" }, new WriteOptions { ExpectedVersion = before.Version }), Throws.TypeOf<ConflictException>());
        var after = (await store.GetAsync<JsonElement>("n", "a"))!;
        Assert.That((after.Version, after.Value.GetProperty("body").GetString()), Is.EqualTo((2L, "two, longer")));
        Assert.That(Text("n/a.md"), Does.EndWith("two, longer"));
    }

    [Test]
    public async Task A_file_that_appears_under_a_new_documents_name_is_not_overwritten()
    {
        await using var store = await OpenAsync();
        Write("n/a.md", "theirs");

        Assert.That(async () => await store.CreateAsync("n", "a", new { body = "mine" }), Throws.TypeOf<DuplicateKeyException>());
        Assert.That(Text("n/a.md"), Is.EqualTo("theirs"));
    }

    [TestCase(FolderFormat.Json, "n/a.md", "theirs")]
    [TestCase(FolderFormat.Markdown, "n/a.json", "{}")]
    public async Task A_file_of_the_other_kind_that_appears_under_a_new_documents_name_has_its_id(FolderFormat format, string path, string text)
    {
        await using var store = await OpenAsync(format);
        Write(path, text);

        Assert.That(async () => await store.CreateAsync("n", "a", new { body = "mine" }), Throws.TypeOf<DuplicateKeyException>());
        await store.UpdateAsync<JsonElement>("n", "a", new { x = 1 });
        File.Move(Full(path), Full(path == "n/a.md" ? "n/a.json" : "n/a.md"), overwrite: true);
        Write(path == "n/a.md" ? "n/a.json" : "n/a.md", path == "n/a.md" ? "{}" : "theirs");
        await store.UpdateAsync<JsonElement>("n", "a", new { x = 2 });

        Assert.That(Directory.GetFiles(Full("n")), Has.Length.EqualTo(1));
        Assert.That(store.Problems, Is.Empty);
    }

    [Test]
    public async Task Edits_from_outside_are_noticed_by_watching()
    {
        await using var store = await OpenAsync(watch: true);
        Write("n/a.md", "one #t");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await store.CountAsync("n", Filter.Any("file.tags", Filter.Eq("$", "t"))) == 0)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        File.Delete(Full("n/a.md"));
        while (await store.CountAsync("n") == 1)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [Test]
    public async Task What_is_known_of_files_survives_closing()
    {
        Write("n/a.md", "one");
        Write("n/b.json", "{}");
        await using (var store = await OpenAsync())
        {
            await store.UpdateAsync<JsonElement>("n", "a", new { x = 1 });
            await store.UpdateAsync<JsonElement>("n", "a", new { x = 2 });
        }

        await using var again = await OpenAsync();
        Assert.That(await again.RefreshAsync(), Is.Zero, "nothing is read twice");
        Assert.That((await again.GetAsync<JsonElement>("n", "a"))!.Version, Is.EqualTo(3));
    }

    [Test]
    public async Task A_folder_that_vanishes_is_an_error_and_loses_nothing()
    {
        Write("n/a.md", "one");
        await using var store = await OpenAsync();
        Directory.Move(Root, Root + "-away");

        Assert.That(async () => await store.RefreshAsync(), Throws.InstanceOf<IOException>());
        Directory.Move(Root + "-away", Root);

        Assert.That(await store.RefreshAsync(), Is.Zero);
        Assert.That(await store.CountAsync("n"), Is.EqualTo(1));
    }

    [Test]
    public async Task Random_documents_are_read_back_from_Markdown_as_they_were_written()
    {
        var random = new RandomJson(11);
        await using var store = await OpenAsync();
        for (var i = 0; i < 1_500; i++)
        {
            var json = random.Document();
            var names = JsonElement.Parse(json);
            var written = $$"""{"body":{{random.Quote(random.Pick(RandomJson.Strings))}},"doc":{{json}},"n":{{random.Pick(RandomJson.Numbers)}}}""";
            try
            {
                await store.PutJsonAsync("n", $"x{i % 7}", Encoding.UTF8.GetBytes(written));
            }
            catch (InvalidDocumentException exception)
            {
                Assert.Fail($"{written}: {exception.Message}");
            }

            var read = JsonElement.Parse((await store.GetJsonAsync("n", $"x{i % 7}"))!.Value.Span);
            Assert.That(JsonElement.DeepEquals(read.GetProperty("doc"), names), Is.True, $"{written} became {read.GetProperty("doc")}: {Text($"n/x{i % 7}.md")}");
            Assert.That(JsonElement.DeepEquals(read.GetProperty("n"), JsonElement.Parse(written).GetProperty("n")), Is.True, written);
            Assert.That(read.GetProperty("body").GetString(), Is.EqualTo(JsonElement.Parse(written).GetProperty("body").GetString()), written);
        }
    }
}
