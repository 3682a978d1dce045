using System.Text;
using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Writing what a filter finds, and raw documents in numbers.</summary>
public abstract class DocumentManySpec : MosaicSpec
{
    [SetUp]
    public async Task CreateNotes() =>
        await Documents.CreateManyAsync("notes", Enumerable.Range(0, 500).Select(static i => new Note { Id = $"n{i:000}", Rank = i % 5 }));

    [Test]
    public async Task Update_by_filter_patches_what_matches()
    {
        var updated = await Documents.UpdateManyAsync("notes", Filter.Eq("rank", 3), new { title = "three" });

        Assert.That(updated, Is.EqualTo(100));
        Assert.That(await Documents.CountAsync("notes", Filter.Eq("title", "three") & Filter.Eq("rank", 3)), Is.EqualTo(100));
        Assert.That(await Documents.CountAsync("notes", Filter.Eq("title", "three")), Is.EqualTo(100));
    }

    [Test]
    public async Task Update_by_filter_is_one_unit()
    {
        await Documents.EnsureIndexAsync("notes", "title", unique: true);

        Assert.That(async () => await Documents.UpdateManyAsync("notes", Filter.Eq("rank", 3), new { title = "same" }), Throws.TypeOf<DuplicateKeyException>());
        Assert.That(await Documents.CountAsync("notes", Filter.Eq("title", "same")), Is.Zero);
    }

    [Test]
    public async Task Delete_by_filter_deletes_what_matches()
    {
        Assert.That(await Documents.DeleteManyAsync("notes", Filter.Lt("rank", 2)), Is.EqualTo(200));
        Assert.That(await Documents.CountAsync("notes"), Is.EqualTo(300));
        Assert.That(await Documents.DeleteManyAsync("notes", Filter.Lt("rank", 2)), Is.Zero);
        Assert.That(await Documents.DeleteManyAsync("none", Filter.Lt("rank", 2)), Is.Zero);
    }

    [Test]
    public async Task Concurrent_updates_by_one_filter_patch_each_document_once()
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            Documents.UpdateManyAsync("notes", Filter.Eq("rank", 3), new { rank = 100 + i }).AsTask()));

        Assert.That(counts.Sum(), Is.EqualTo(100));
    }

    [Test]
    public async Task Raw_documents_are_put_together_and_read_back_as_they_were()
    {
        string[] texts = ["""{ "id" : "a", "n": 1.50 }""", "[1e-324, -0]", "null"];
        var written = await Documents.PutJsonManyAsync("raw", texts.Select(static (text, i) => KeyValuePair.Create($"{(char)('a' + i)}", (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text))));

        Assert.That(written, Is.EqualTo(3));
        var found = await ToListAsync(Documents.FindJsonAsync("raw"));
        Assert.That(found.Select(static it => Encoding.UTF8.GetString(it.Value.Span)), Is.EqualTo(texts));
        Assert.That(found.Select(static it => (it.Id, it.Version)), Is.EqualTo(new[] { ("a", 1L), ("b", 1L), ("c", 1L) }));
    }

    [Test]
    public async Task Documents_that_are_there_are_replaced_kept_or_refused()
    {
        Assert.That(await PutTwo(ExistingDocuments.Keep), Is.EqualTo(1));
        Assert.That((await Documents.ReadAsync<Note>("notes", "n001"))!.Rank, Is.EqualTo(1));
        await Documents.DeleteAsync("notes", "new");

        Assert.That(async () => await PutTwo(ExistingDocuments.Refuse), Throws.TypeOf<DuplicateKeyException>());
        Assert.That(await Documents.ReadAsync<Note>("notes", "new"), Is.Null);

        Assert.That(await PutTwo(ExistingDocuments.Replace), Is.EqualTo(2));
        Assert.That((await Documents.ReadAsync<Note>("notes", "n001"))!.Rank, Is.EqualTo(77));

        ValueTask<long> PutTwo(ExistingDocuments existing) => Documents.PutJsonManyAsync(
            "notes", new[] { "new", "n001" }.Select(static id => KeyValuePair.Create(id, (ReadOnlyMemory<byte>)"""{"rank":77}"""u8.ToArray())), existing);
    }
}
