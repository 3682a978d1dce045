using System.Text;
using System.Text.Json;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Folders;

/// <summary>What a write would lose or change unasked is refused, and the file stays.</summary>
public sealed class FolderRefusalTests : FolderFixture
{
    private static readonly string Large = new('x', 8_100_000);

    [TestCase("a.md", "long")]
    [TestCase("a.json", "long")]
    [TestCase("a.json", "{ \"a\": 1 // a comment\n}")]
    [TestCase("a.json", "{\"id\":\"\"}")]
    [TestCase("a.json", "not UTF-8")]
    [TestCase("a.md", "not UTF-8")]
    [TestCase("a.md", "long front matter")]
    [TestCase("a.md", "---\na: [1\n---\nbody")]
    [TestCase("a.md", "---\na: .inf\n? [x]\n: 1\n'[ x ]': 2\n---\nbody")]
    public async Task A_file_that_was_not_read_whole_is_not_written(string name, string what)
    {
        byte[] bytes = what switch
        {
            "long" when name == "a.md" => Encoding.UTF8.GetBytes($"---\ntitle: A\n---\n{Large}"),
            "long" => Encoding.UTF8.GetBytes($"[\"{Large}{Large}\"]"),
            "not UTF-8" => [0xFF, 0xFE, 0, 1, 2],
            "long front matter" => Encoding.UTF8.GetBytes($"---\na: {new string('x', 1_000_001)}\n---\nbody"),
            _ => Encoding.UTF8.GetBytes(what),
        };
        Write($"n/{name}", bytes);
        await using var store = await OpenAsync();
        Assert.That(store.Problems, Has.Count.EqualTo(1));

        var update = await Assert.ThrowsAsync<InvalidDocumentException>(async () => await store.UpdateAsync<JsonElement>("n", "a", new { status = "x" }));
        await Assert.ThrowsAsync<InvalidDocumentException>(async () => await store.PutJsonAsync("n", "a", "{}"u8.ToArray()));

        Assert.That(update.Hint, Is.Not.Null);
        Assert.That(File.ReadAllBytes(Full($"n/{name}")).AsSpan().SequenceEqual(bytes), Is.True);
        Assert.That(await store.DeleteAsync("n", "a"), Is.True);
    }

    [Test]
    public async Task A_write_that_would_make_a_file_too_large_to_be_read_is_refused()
    {
        Write("n/a.md", "small");
        await using var store = await OpenAsync();

        await Assert.ThrowsAsync<InvalidDocumentException>(async () => await store.CreateAsync("n", "b", new { body = Large }));
        await Assert.ThrowsAsync<InvalidDocumentException>(async () => await store.UpdateAsync<JsonElement>("n", "a", new { body = Large }));
        await Assert.ThrowsAsync<InvalidDocumentException>(async () => await store.UpdateAsync<JsonElement>("n", "a", new { body = new string('\u0001', 4_000_000) }));

        Assert.That((Text("n/a.md"), File.Exists(Full("n/b.md"))), Is.EqualTo(("small", false)));
    }
}
