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
}
