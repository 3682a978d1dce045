using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Folders;

/// <summary>What a write does not change stays in the file.</summary>
public sealed class FolderKeepTests : FolderFixture
{
    [TestCase("---\ntitle: A # c\nfile: report.pdf\nbody: thin\n---\nhi\n", "title: A", "title: B")]
    [TestCase("+++\ntitle = \"A\" # c\nfile = \"report.pdf\"\nbody = \"thin\"\n+++\nhi\n", "title = \"A\"", "title = \"B\"")]
    [TestCase("---\ntitle: A\nid: [1]\n---\nhi\n", "title: A", "title: B")]
    public async Task Fields_that_are_the_stores_own_stay_in_the_front_matter(string text, string before, string after)
    {
        Write("n/a.md", text);
        await using var store = await OpenAsync();

        await store.UpdateAsync<JsonElement>("n", "a", new { title = "B" });
        Assert.That(Text("n/a.md"), Is.EqualTo(text.Replace(before, after, StringComparison.Ordinal)));

        await store.UpdateAsync<JsonElement>("n", "a", new { body = "ho\n" });
        Assert.That(Text("n/a.md"), Is.EqualTo(text.Replace(before, after, StringComparison.Ordinal).Replace("hi\n", "ho\n", StringComparison.Ordinal)));
    }

    [TestCase("+++\na.b = 1\ntitle = \"A\"\n+++\nhi\n")]
    [TestCase("+++\n\"a b\".c = 1 # c\ntitle = \"A\"\n\n[t]\nx = 1\n+++\nhi\n")]
    [TestCase("+++\n\"a\\\"b\" = 1 # c\ntitle = \"A\"\n+++\nhi\n")]
    [TestCase("+++\n'a\"' = 1 # c\n\"title\" = \"A\"\n[[t]]\nx = 1\n[[t]]\nx = 2\n+++\nhi\n")]
    public async Task Dotted_and_quoted_names_in_TOML_stay_beside_a_change(string text)
    {
        Write("n/a.md", text);
        await using var store = await OpenAsync();

        await store.UpdateAsync<JsonElement>("n", "a", new { title = "B", n = 1 });

        Assert.That(Text("n/a.md"), Is.EqualTo(text.Replace("\"A\"\n", "\"B\"\nn = 1\n", StringComparison.Ordinal)));
        var refused = await Assert.ThrowsAsync<InvalidDocumentException>(async () => await store.UpdateAsync<JsonElement>("n", "a", JsonElement.Parse("""{"title":null,"t":1,"a":1,"a b":1,"n":null,"nothing":[null]}""")));
        Assert.That(refused.Hint, Is.Not.Null);
    }

    [TestCase("---\ntitle: A\n---", "\n")]
    [TestCase("---\r\ntitle: A\r\n---", "\r\n")]
    [TestCase("---\r\ntitle: A\r\n---  ", "\r\n")]
    public async Task A_body_begins_on_a_line_of_its_own(string text, string newLine)
    {
        Write("n/a.md", text);
        await using var store = await OpenAsync();

        await store.UpdateAsync<JsonElement>("n", "a", new { body = "hello" });
        Assert.That(Text("n/a.md"), Is.EqualTo($"{text}{newLine}hello"));

        Write("n/b.md", text);
        await store.RefreshAsync();
        await store.UpdateAsync<JsonElement>("n", "b", new { title = "B", body = "hello" });
        Assert.That(Text("n/b.md"), Is.EqualTo($"{text.Replace("A", "B", StringComparison.Ordinal)}{newLine}hello"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_file_that_was_edited_after_its_time_to_live_was_set_stays(bool isClosed)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));
        var store = await OpenAsync(FolderFormat.Json, set: options => options.TimeProvider = clock);
        var expiring = new WriteOptions { Upsert = true, ExpiresAt = clock.GetUtcNow().AddSeconds(1) };
        await store.PutJsonAsync("n", "edited", """{"v":1}"""u8.ToArray(), expiring);
        await store.PutJsonAsync("n", "left", """{"v":1}"""u8.ToArray(), expiring);
        if (isClosed)
        {
            await store.DisposeAsync();
        }

        Write("n/edited.json", """{"v":"by hand"}""");
        clock.Advance(TimeSpan.FromSeconds(2));
        if (isClosed)
        {
            store = await OpenAsync(FolderFormat.Json, set: options => options.TimeProvider = clock);
        }
        else
        {
            await store.RefreshAsync();
        }

        Assert.That((File.Exists(Full("n/edited.json")), File.Exists(Full("n/left.json"))), Is.EqualTo((true, false)));
        Assert.That((await store.GetAsync<JsonElement>("n", "edited"))?.Value.GetProperty("v").GetString(), Is.EqualTo("by hand"));
        clock.Advance(TimeSpan.FromDays(1));
        await store.RefreshAsync();
        Assert.That(File.Exists(Full("n/edited.json")), Is.True);
        await store.DisposeAsync();
    }

    [Test]
    public async Task A_file_that_was_edited_to_the_same_size_and_time_does_not_expire()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));
        await using var store = await OpenAsync(FolderFormat.Json, set: options => options.TimeProvider = clock);
        await store.PutJsonAsync("n", "a", """{"v":1}"""u8.ToArray(), new WriteOptions { Upsert = true, ExpiresAt = clock.GetUtcNow().AddSeconds(1) });
        var time = File.GetLastWriteTimeUtc(Full("n/a.json"));
        Write("n/a.json", """{"v":2}""");
        File.SetLastWriteTimeUtc(Full("n/a.json"), time);

        clock.Advance(TimeSpan.FromSeconds(2));
        await store.RefreshAsync();

        Assert.That((await store.ReadAsync<JsonElement>("n", "a")).GetProperty("v").GetInt32(), Is.EqualTo(2));
        Assert.That(Text("n/a.json"), Is.EqualTo("""{"v":2}"""));
    }

    [Test, Platform(Exclude = "Win"), UnsupportedOSPlatform("windows")]
    public async Task A_document_that_has_expired_and_whose_file_cannot_be_deleted_is_absent_and_listed()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("Everything can be deleted here.");
            return;
        }

        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));
        await using var store = await OpenAsync(FolderFormat.Json, set: options => options.TimeProvider = clock);
        await store.PutJsonAsync("n", "a", """{"v":1}"""u8.ToArray(), new WriteOptions { Upsert = true, ExpiresAt = clock.GetUtcNow().AddSeconds(1) });
        var mode = File.GetUnixFileMode(Full("n"));
        File.SetUnixFileMode(Full("n"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            clock.Advance(TimeSpan.FromSeconds(2));
            await store.RefreshAsync();
            await store.RefreshAsync();
            Assert.That(await store.GetJsonAsync("n", "a"), Is.Null);
            Assert.That(store.Problems.Select(static it => it.Path), Is.EqualTo(new[] { "n/a.json" }));
        }
        finally
        {
            File.SetUnixFileMode(Full("n"), mode);
        }

        await store.RefreshAsync();
        Assert.That((File.Exists(Full("n/a.json")), store.Problems.Count), Is.EqualTo((false, 0)));
    }

    [TestCase("{\n  \"a\": 1,\n  \"in\": { \"x\": [1,2] },\n  \"list\": [\n    1\n  ]\n}\n", "\"a\": 1", "\"a\": 2")]
    [TestCase("{\r\n\t\"in\": {},\r\n\r\n\t\"a\": 1\r\n}", "\r\n\r\n\t\"a\": 1", "\r\n\t\"a\": 2")]
    [TestCase("\uFEFF{\"a\":1,\"b\":[1, 2]}\n\n", "\"a\":1", "\"a\":2")]
    [TestCase("{\"a\": 1, \"b\": {\"c\": 1.50}}\n", "\"a\": 1", "\"a\": 2")]
    [TestCase("{\n    \"b\": 1.50,\n    \"a\": 1,\n    \"c\": \"\\u00e9\"\n}\n", "\"a\": 1", "\"a\": 2")]
    public async Task A_JSON_file_keeps_its_layout(string text, string before, string after)
    {
        Write("n/x.json", text);
        Write("n/y.md", $";;;\n{text.TrimStart('\uFEFF').TrimEnd()}\n;;;\nbody");
        await using var store = await OpenAsync();

        await store.UpdateAsync<JsonElement>("n", "x", new { a = 2 });
        await store.UpdateAsync<JsonElement>("n", "y", new { a = 2 });

        var wanted = text.Replace(before, after, StringComparison.Ordinal);
        Assert.That(File.ReadAllBytes(Full("n/x.json")), Is.EqualTo(Encoding.UTF8.GetBytes(wanted)));
        Assert.That(Text("n/y.md"), Is.EqualTo($";;;\n{(text[0] == '\uFEFF' ? wanted.Replace(", ", ",", StringComparison.Ordinal) : wanted).TrimStart('\uFEFF').TrimEnd()}\n;;;\nbody"));
    }

    [Test]
    public async Task What_is_new_in_a_JSON_file_is_laid_out_as_the_rest()
    {
        Write("n/x.json", "{\n  \"a\": [\n    { \"b\": 1 }\n  ]\n}\n");
        await using var store = await OpenAsync();

        await store.UpdateAsync<JsonElement>("n", "x", JsonElement.Parse("""{"a":[{"b":1},{"b":2,"c":[]}],"d":{"e":"\ud83d\ude00"}}"""));

        Assert.That(Text("n/x.json"), Does.StartWith("{\n  \"a\": [\n    { \"b\": 1 },\n    {\"b\": 2, \"c\": []}\n  ],\n  \"d\": {\n    \"e\": "));
        await using var anew = await OpenAsync(set: static options => options.IndexPath += "2");
        Assert.That((await anew.GetJsonAsync("n", "x"))!.Value.ToArray(), Is.EqualTo((await store.GetJsonAsync("n", "x"))!.Value.ToArray()));
    }

    [TestCase("+++\ntitle = \"A\" # c\n+++\nb", "\"A\"", "\"\U0001F600 \\\" \\u007F\\n\u00E9\"")]
    [TestCase("---\ntitle: A # c\n---\nb", "A", "\"\U0001F600 \\\" \\u007F\\n\u00E9\"")]
    [TestCase(";;;\n{\"title\": \"A\"}\n;;;\nb", "\"A\"", "\"\U0001F600 \\\" \\u007F\\n\u00E9\"")]
    public async Task Characters_stand_for_themselves_in_front_matter(string text, string before, string after)
    {
        Write("n/a.md", text);
        await using var store = await OpenAsync();

        await store.UpdateAsync<JsonElement>("n", "a", new { title = "\U0001F600 \" \u007F\n\u00E9" });

        Assert.That(Text("n/a.md"), Is.EqualTo(text.Replace(before, after, StringComparison.Ordinal)));
        Assert.That((await store.ReadAsync<JsonElement>("n", "a")).GetProperty("title").GetString(), Is.EqualTo("\U0001F600 \" \u007F\n\u00E9"));
    }

    [Test]
    public async Task The_order_and_digits_that_are_put_into_a_JSON_file_are_kept_in_its_layout()
    {
        Write("n/x.json", "{\n  \"a\": { \"b\": 1, \"c\": [ 1.0 ] },\n  \"d\": 1\n}\n");
        await using var store = await OpenAsync();

        await store.PutJsonAsync("n", "x", """{"a":{"c":[1.00],"b":1},"d":1}"""u8.ToArray());

        Assert.That(Text("n/x.json"), Is.EqualTo("{\n  \"a\": {\"c\": [1.00], \"b\": 1},\n  \"d\": 1\n}\n"));
    }
}
