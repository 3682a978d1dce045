using Mosaic.Backends;
using Mosaic.Documents;
using Mosaic.Documents.Rows;
using Mosaic.Specs;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents;

public sealed class IndexWriteTests
{
    private const int Documents = 300;
    private static readonly string Stem = new('x', 400);

    [Test]
    public async Task Creating_many_with_a_unique_index_looks_at_few_rows_of_the_unit_for_each()
    {
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        await store.Documents.EnsureIndexAsync("notes", "title", unique: true);

        var looks = await CommitAsync(store, context =>
        {
            for (var i = 0; i < Documents; i++)
            {
                var json = $$"""{"id":"n{{i}}","title":"t{{i}}"}""";
                Writer(store).Apply(context, "notes", DocumentWrite.Create($"n{i}", System.Text.Encoding.UTF8.GetBytes(json)));
            }

            return context.Looks;
        });

        Assert.That(looks, Is.LessThanOrEqualTo(2 * Documents));
    }

    [TestCase("")]
    [TestCase("longer than a key")]
    public async Task An_update_neither_checks_nor_writes_the_entries_that_stay(string title)
    {
        var stem = title.Length > 0 ? Stem : "t";
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        await store.Documents.EnsureIndexAsync("notes", "title", unique: true);
        await store.Documents.EnsureIndexAsync("notes", "tags", unique: true);
        await store.Documents.EnsureIndexAsync("notes", "kind");
        await store.Documents.CreateManyAsync(
            "notes", Enumerable.Range(0, Documents).Select(i => new Note { Id = $"n{i}", Title = stem + i, Tags = [$"{stem}{i}a", $"{stem}{i}b"], Kind = $"k{i}" }));

        var (looks, entries) = await CommitAsync(store, context =>
        {
            for (var i = 0; i < Documents; i++)
            {
                Writer(store).Apply(context, "notes", DocumentWrite.Merge($"n{i}", "{\"rank\":7}"u8.ToArray(), new WriteOptions()));
            }

            return (context.Looks, Entries(context));
        });

        Assert.That((looks, entries), Is.EqualTo((0, 0)));
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task An_update_writes_the_entries_that_come_and_go()
    {
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        await store.Documents.EnsureIndexAsync("notes", "tags", unique: true);
        await store.Documents.CreateAsync("notes", new Note { Id = "a", Tags = ["stays", "goes"] });
        await store.Documents.CreateAsync("notes", new Note { Id = "b", Tags = ["taken"] });

        var entries = await CommitAsync(store, context =>
        {
            Writer(store).Apply(context, "notes", DocumentWrite.Merge("a", """{"tags":["comes","stays"]}"""u8.ToArray(), new WriteOptions()));
            return Entries(context);
        });

        Assert.That(entries, Is.EqualTo(2));
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
        Assert.That(async () => await store.Documents.UpdateAsync<Note>("notes", "a", new { tags = new[] { "stays", "taken" } }), Throws.TypeOf<DuplicateKeyException>());
    }

    private static DocumentWriter Writer(MosaicEngine store) => ((EngineDocuments)store.Documents).Writer;

    private static int Entries(UnitContext context) => context.Rows.Count(static row => row.Key[0] == (byte)RowTable.IndexEntry);

    private static async Task<T> CommitAsync<T>(MosaicEngine store, Func<UnitContext, T> prepare) =>
        await store.Core.CommitAsync(new DelegateUnit<T>(prepare), CancellationToken.None);
}
