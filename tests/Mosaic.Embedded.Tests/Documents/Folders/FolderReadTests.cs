using System.Text;
using System.Text.Json;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Folders;

public sealed class FolderReadTests : FolderFixture
{
    [TestCase("0o17", "15")]
    [TestCase("0x1F", "31")]
    [TestCase("0o18", "\"0o18\"")]
    [TestCase("0o", "\"0o\"")]
    [TestCase("0x", "\"0x\"")]
    [TestCase("007", "\"007\"")]
    [TestCase("'0o17'", "\"0o17\"")]
    public async Task Numbers_of_YAML_are_those_of_its_core_schema(string yaml, string json)
    {
        Write("n/a.md", $"---\na: {yaml}\n---\n");
        await using var store = await OpenAsync();

        Assert.That((await store.ReadAsync<JsonElement>("n", "a")).GetProperty("a").GetRawText(), Is.EqualTo(json));
    }

    [TestCase("#cafe\u0301.", "cafe\u0301")]
    [TestCase("#\u0939\u093F\u0928\u094D\u0926\u0940", "\u0939\u093F\u0928\u094D\u0926\u0940")]
    [TestCase("#\u0645\u06CC\u200C\u0631", "\u0645\u06CC\u200C\u0631")]
    [TestCase("#\U00020000x", "\U00020000x")]
    [TestCase("#a\U0001F600", "a")]
    [TestCase("#\u0301 #1\u0301 #12", null)]
    public async Task Tags_have_the_letters_of_any_script(string text, string? tag)
    {
        Write("n/a.md", text);
        await using var store = await OpenAsync();

        var tags = (await store.ReadAsync<JsonElement>("n", "a")).GetProperty("file").GetProperty("tags");

        Assert.That(tags.EnumerateArray().Select(static it => it.GetString()), Is.EqualTo(tag is null ? [] : new[] { tag }));
    }

    [Test]
    public async Task A_Markdown_file_is_a_document_with_all_that_it_says()
    {
        Write("notes/trip.md", """
            ---
            title: Trip  # a comment
            rank: 1.50
            tags: [travel, "#2026"]
            draft: no
            when: 2026-05-01
            ---
            # To *Rome*

            With #family/kids and [the map](../maps/rome.md#center), ![photo](img/a%20b.png), [[Packing List#shoes|packing]] and ![[Budget]].
            `#code` [web](https://example.org) \#not #12

            ```
            #neither - [ ] nor
            ```

            ## Todo
            - [ ] book [due:: 2026-04-01] #urgent
            - [x] ask Ann
            """);

        await using var store = await OpenAsync();
        var json = (await store.GetJsonAsync("notes", "trip"))!.Value;

        Assert.That(store.Problems, Is.Empty);
        Assert.That(JsonSerializer.Serialize(JsonElement.Parse(json.Span).GetProperty("file")), Is.EqualTo(JsonSerializer.Serialize(JsonElement.Parse("""
            {"path":"notes/trip.md","title":"Trip",
             "headings":[{"level":1,"text":"To Rome","line":8},{"level":2,"text":"Todo","line":17}],
             "tags":["travel","2026","family/kids","urgent"],
             "links":[{"kind":"link","target":"../maps/rome.md","anchor":"center","text":"the map","path":"maps/rome.md","line":10},
                      {"kind":"image","target":"img/a%20b.png","text":"photo","path":"notes/img/a b.png","line":10},
                      {"kind":"wiki","target":"Packing List","anchor":"shoes","text":"packing","line":10},
                      {"kind":"embed","target":"Budget","text":"Budget","line":10},
                      {"kind":"link","target":"https://example.org","text":"web","line":11}],
             "tasks":[{"text":"book [due:: 2026-04-01] #urgent","done":false,"line":18,"metadata":{"due":"2026-04-01"}},
                      {"text":"ask Ann","done":true,"line":19,"metadata":{}}]}
            """))));
        var document = JsonElement.Parse(json.Span);
        Assert.That(document.GetProperty("rank").GetRawText(), Is.EqualTo("1.50"));
        Assert.That(document.GetProperty("draft").GetString(), Is.EqualTo("no"), "the core schema of YAML 1.2");
        Assert.That(document.GetProperty("when").GetString(), Is.EqualTo("2026-05-01"));
        Assert.That(document.GetProperty("id").GetString(), Is.EqualTo("trip"));
        Assert.That(await store.CountAsync("notes", Filter.Parse("ANY(file.tasks).done = false AND ANY(file.tags) = 'urgent'")), Is.EqualTo(1));
    }

    [TestCase("+++\ntitle = \"T\"\nn = 1_000\nat = 2026-01-02\n[sub]\nx = [1, 2.5]\n+++\nbody", """{"title":"T","n":1000,"at":"2026-01-02","sub":{"x":[1,2.5]}}""")]
    [TestCase(";;;\n{\"title\": \"T\", \"n\": 1e-324,}\n;;;\nbody", """{"title":"T","n":1e-324}""")]
    [TestCase("---json\n{\"a\": null}\n---\nbody", """{"a":null}""")]
    [TestCase("---\r\na: 0x1F\r\nb: 007\r\nc: -0\r\nd: .5\r\ne: ~\r\nf: 'x'\r\ng: 1e3\r\n---\r\nbody", """{"a":31,"b":"007","c":-0,"d":0.5,"e":null,"f":"x","g":1e3}""")]
    [TestCase("---\n---\nbody", "{}")]
    [TestCase("body", "{}")]
    public async Task Front_matter_may_be_YAML_TOML_or_JSON(string text, string fields)
    {
        Write("n/x.md", text);

        await using var store = await OpenAsync();

        Assert.That(store.Problems, Is.Empty);
        var document = JsonElement.Parse((await store.GetJsonAsync("n", "x"))!.Value.Span);
        var own = document.EnumerateObject().Where(static it => it.Name is not ("id" or "body" or "file")).ToDictionary(static it => it.Name, static it => it.Value.GetRawText());
        Assert.That(own, Is.EqualTo(JsonElement.Parse(fields).EnumerateObject().ToDictionary(static it => it.Name, static it => it.Value.GetRawText())));
        Assert.That(document.GetProperty("body").GetString(), Is.EqualTo("body"));
    }

    [TestCase("---\na: [1\n---\nthe body", "not valid YAML")]
    [TestCase("---\na: 1\na: 2\n---\nthe body", "not valid YAML")]
    [TestCase("+++\na = \n+++\nthe body", "not valid TOML")]
    [TestCase(";;;\n{\n;;;\nthe body", "not valid JSON")]
    [TestCase(";;;\n{\"a\":1,\"a\":2}\n;;;\nthe body", "not valid JSON")]
    [TestCase("---json\n{\"a\":[{\"b\":1,\"b\":2}]}\n---\nthe body", "not valid JSON")]
    [TestCase("---\n- 1\n---\nthe body", "not an object")]
    [TestCase("---\nbody: 1\n---\nthe body", "the store's own")]
    [TestCase("---\nid: ''\n---\nthe body", "The id is empty")]
    [TestCase("---\nok: 1\ntitle: a: b\n---\nthe body", "Mend line 3 of the file, column 9: a text that has ': '")]
    [TestCase("---\na: 1\na: 2\n---\nthe body", "Mend line 3 of the file, column 1: a name stands there once")]
    [TestCase("---\na:\n\t- 1\n---\nthe body", "spaces")]
    [TestCase("---\na: 'x\n---\nthe body", "to be closed")]
    [TestCase("---\ntags: [a, b\n---\nthe body", "column 1: a quote or bracket that opens there or before is to be closed")]
    [TestCase("---\ntags: [a, b\ntitle: x\n---\nthe body", "Mend line 2 of the file, column 9: a quote or bracket that opens there or before is to be closed")]
    [TestCase("---\ntags: [a, b\ntitle: x\nrest: y\n---\nthe body", "Mend line 2 of the file, column 9: a quote or bracket that opens there or before is to be closed")]
    [TestCase("---\ntags: {a: b\ntitle: x\n---\nthe body", "Mend line 2 of the file, column 9: a quote or bracket that opens there or before is to be closed")]
    [TestCase("---\na: *x\n---\nthe body", "Mend line 2 of the file, column 4: write the value itself")]
    [TestCase("+++\na = 1\nb = \n+++\nthe body", "Mend line 3 of the file, column 5: ")]
    [TestCase("---json\n{\n  \"a\": x}\n---\nthe body", "Mend line 3 of the file, column 8: ")]
    [TestCase("---\n- 1\n---\nthe body", "each line is to be name: value")]
    [TestCase("---\nbody: 1\n---\nthe body", "give the field another name")]
    public async Task Broken_front_matter_leaves_the_body_and_says_why(string text, string problem)
    {
        Write("n/x.md", text);

        await using var store = await OpenAsync();

        var document = JsonElement.Parse((await store.GetJsonAsync("n", "x"))!.Value.Span);
        Assert.That(document.GetProperty("body").GetString(), Is.EqualTo("the body"));
        Assert.That(document.GetProperty("file").GetProperty("error").GetString(), Does.Contain(problem));
        Assert.That(store.Problems.Single().Message, Does.Contain(problem));
    }

    [Test]
    public async Task A_folder_that_is_open_says_where()
    {
        await using var store = await OpenAsync();

        Assert.That(
            async () => await OpenAsync(),
            Throws.TypeOf<StoreLockedException>().With.Message.Contains($"The folder '{Root}' is open").And.Message.Contains($"process {Environment.ProcessId} ").And.Message.Contains(", this one")
                .And.Property("Target").EqualTo(Root));
    }

    [Test]
    public async Task Front_matter_that_would_explode_is_refused()
    {
        var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (var i = 1; i < 12; i++)
        {
            bomb.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1}]\n");
        }

        Write("n/bomb.md", $"---\n{bomb}---\nbody");
        Write("n/deep.md", $"---\na: {new string('[', 50_000)}\n---\nbody");
        Write("n/toml.md", $"+++\na = {new string('[', 50_000)}\n+++\nbody");
        Write("n/itself.md", "---\n&a\n*a : 1\n---\nbody");
        Write("n/within.md", "---\na: &a {b: [*a]}\n---\nbody");
        Write("n/later.md", "---\na: *a\nb: &a 1\n---\nbody");
        Write("n/key.md", $"---\n{bomb}? [*a11]\n: 1\n---\nbody");
        Write("n/fine.md", "---\nkey: &k k\na: &a {b: 1}\nc: [*a, *a]\n*k : 1\n---\nbody");
        Write("n/quotes.md", string.Concat(Enumerable.Repeat("> ", 5_000)) + "x");

        await using var store = await OpenAsync();

        Assert.That(
            store.Problems.Select(static it => it.Path), Is.SupersetOf(new[] { "n/bomb.md", "n/deep.md", "n/toml.md", "n/itself.md", "n/within.md", "n/later.md", "n/key.md" }).And.None.EqualTo("n/fine.md"));
        Assert.That(store.Problems.Single(static it => it.Path == "n/key.md").Message, Does.Contain("*a11 in a name"));
        Assert.That(await store.CountAsync("n"), Is.EqualTo(9));
    }

    [Test]
    public async Task Files_that_are_no_text_are_documents_with_an_error()
    {
        Write("n/latin.md", [.. "caf"u8, 0xE9, .. " #tag"u8]);
        Write("n/binary.md", [0x7F, (byte)'E', 0, 0, 1]);
        Write("n/bad.json", "{\"a\":");
        Write("n/twice.json", "{\"a\":1,\"a\":2}");
        Write("n/large.md", new byte[50_000_000]);
        Write("n/fine.json", "\uFEFF{\"a\":1}");

        await using var store = await OpenAsync();

        Assert.That(store.Problems.Select(static it => it.Path), Is.EqualTo(new[] { "n/bad.json", "n/binary.md", "n/large.md", "n/latin.md", "n/twice.json" }));
        Assert.That(await store.CountAsync("n"), Is.EqualTo(6));
        Assert.That(await store.CountAsync("n", Filter.Exists("file.error")), Is.EqualTo(5));
        Assert.That(async () => await store.UpdateAsync<JsonElement>("n", "latin", new { a = 1 }), Throws.TypeOf<InvalidDocumentException>().With.Message.Contains("UTF-8"));
        Assert.That(File.ReadAllBytes(Full("n/latin.md")), Has.Length.EqualTo(9));
    }

    [Test]
    public async Task Of_two_files_that_claim_an_id_the_first_has_it_until_it_goes()
    {
        Write("n/a.md", "---\nid: same\n---\none");
        Write("n/b.md", "---\nid: same\n---\ntwo");
        await using var store = await OpenAsync();
        Assert.That(JsonElement.Parse((await store.GetJsonAsync("n", "same"))!.Value.Span).GetProperty("body").GetString(), Is.EqualTo("one"));
        Assert.That(store.Problems.Single(), Is.EqualTo(new FolderProblem("n/b.md", "The document 'same' of 'n' stands in 'n/a.md' already; this file was left out.")));

        File.Delete(Full("n/a.md"));
        await store.RefreshAsync();

        Assert.That(JsonElement.Parse((await store.GetJsonAsync("n", "same"))!.Value.Span).GetProperty("body").GetString(), Is.EqualTo("two"));
        Assert.That(store.Problems, Is.Empty);
    }

    [Test]
    public async Task Links_and_hidden_files_are_passed_over()
    {
        var outside = Directory.CreateTempSubdirectory("mosaic-outside-");
        File.WriteAllText(Path.Combine(outside.FullName, "secret.md"), "secret");
        Write("n/.hidden.md", "x");
        Write(".git/x.md", "x");
        Write("n/seen.md", "x");
        Directory.CreateSymbolicLink(Full("link"), outside.FullName);
        File.CreateSymbolicLink(Full("n/link.md"), Path.Combine(outside.FullName, "secret.md"));

        await using var store = await OpenAsync();
        var collections = new List<string>();
        await foreach (var collection in store.ListCollectionsAsync())
        {
            collections.Add(collection);
        }

        Assert.That(collections, Is.EqualTo(new[] { "n" }));
        Assert.That(await store.CountAsync("n"), Is.EqualTo(1));
        Assert.That(async () => await store.PutJsonAsync("link", "x", "{}"u8.ToArray()), Throws.TypeOf<InvalidDocumentException>().With.Message.Contains("link"));
        Assert.That(outside.GetFiles(), Has.Length.EqualTo(1));
        outside.Delete(recursive: true);
    }

    [Test]
    public async Task An_escaped_bar_in_a_table_separates_a_links_target_from_its_text()
    {
        Write("n/a.md", "| one | two |\n|---|---|\n| [[b\\|the *b*]] | ![[c#d\\|e]] |\n\n- [ ] see [[b\\|it]]\n");

        await using var store = await OpenAsync();
        var file = (await store.ReadAsync<JsonElement>("n", "a")).GetProperty("file");

        var links = file.GetProperty("links").EnumerateArray().Select(static it => (it.GetProperty("target").GetString(), it.GetProperty("text").GetString()));
        Assert.That(links, Is.EqualTo(new[] { ("b", "the *b*"), ("c", "e"), ("b", "it") }));
        Assert.That(file.GetProperty("tasks")[0].GetProperty("text").GetString(), Is.EqualTo("see it"));
    }

    [Test]
    public async Task Backlinks_are_found_by_path_and_by_name()
    {
        Write("n/target.md", "x");
        Write("n/sub/by-path.md", "[a](../target.md)");
        Write("m/by-name.md", "see [[target]]");
        Write("m/by-part.md", "see [[n/target|it]]");
        Write("m/none.md", "see [[other]] and [x](https://a/target.md)");
        Write("root.md", "![[target.md]]");

        await using var store = await OpenAsync();

        Assert.That(await store.BacklinksAsync("n", "target"), Is.EquivalentTo(new[] { ("n", "sub/by-path"), ("m", "by-name"), ("m", "by-part"), (".", "root") }));
    }

    [Test]
    public async Task Computed_fields_are_indexed_and_never_written()
    {
        Write("n/a.md", "one two three");
        await using var store = await OpenAsync(set: static options => options.ComputedFields.Add(static document =>
            document["file"]!["words"] = document["body"]!.GetValue<string>().Split(' ').Length));

        Assert.That(await store.CountAsync("n", Filter.Eq("file.words", 3)), Is.EqualTo(1));
        await store.UpdateAsync<JsonElement>("n", "a", new { body = "one two" });

        Assert.That(Text("n/a.md"), Is.EqualTo("one two"));
        Assert.That(await store.CountAsync("n", Filter.Eq("file.words", 2)), Is.EqualTo(1));
    }
}
