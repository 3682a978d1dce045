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
}
