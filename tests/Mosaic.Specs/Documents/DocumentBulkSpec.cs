using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Many documents as one unit.</summary>
public abstract class DocumentBulkSpec : MosaicSpec
{
    private static IEnumerable<Note> Notes(int count) => Enumerable.Range(0, count).Select(i => new Note { Id = $"n{i:0000}", Rank = i });

    [Test]
    public async Task CreateMany_creates_all_in_order_and_makes_ids_where_there_are_none()
    {
        var created = await Documents.CreateManyAsync("notes", [new Note { Id = "b" }, new Note { Title = "none" }, new Note { Id = "a" }]);

        Assert.That(created.Select(static note => note.Id).Where((_, i) => i != 1), Is.EqualTo(new[] { "b", "a" }));
        Assert.That(created[1].Id, Is.Not.Null);
        Assert.That(await Documents.CountAsync("notes"), Is.EqualTo(3));
    }

    [Test]
    public async Task CreateMany_with_one_duplicate_creates_none()
    {
        await Documents.CreateAsync("notes", new Note { Id = "n0500" });

        Assert.That(async () => await Documents.CreateManyAsync("notes", Notes(1000)), Throws.TypeOf<DuplicateKeyException>());
        Assert.That(await Documents.CountAsync("notes"), Is.EqualTo(1));
    }

    [Test]
    public async Task CreateMany_with_the_same_id_twice_creates_none()
    {
        Assert.That(async () => await Documents.CreateManyAsync("notes", [new Note { Id = "a" }, new Note { Id = "a" }]), Throws.TypeOf<DuplicateKeyException>());
        Assert.That(await Documents.CountAsync("notes"), Is.Zero);
    }

    [Test]
    public async Task CreateMany_with_one_bad_document_creates_none()
    {
        Assert.That(async () => await Documents.CreateManyAsync("notes", [new Note { Id = "a" }, new Note { Id = "" }]), Throws.TypeOf<InvalidDocumentException>());
        Assert.That(await Documents.CountAsync("notes"), Is.Zero);
    }

    [Test]
    public async Task CreateMany_of_nothing_creates_nothing() => Assert.That(await Documents.CreateManyAsync("notes", Notes(0)), Is.Empty);

    [Test]
    public async Task UpdateMany_patches_those_that_are_there_and_counts_them()
    {
        await Documents.CreateManyAsync("notes", Notes(10));

        var patched = await Documents.UpdateManyAsync("notes", ["n0001", "absent", "n0003"], new { kind = "x" });

        Assert.That(patched, Is.EqualTo(2));
        Assert.That(await Documents.CountAsync("notes", Filter.Eq("kind", "x")), Is.EqualTo(2));
    }

    [Test]
    public async Task UpdateMany_that_breaks_a_unique_index_patches_none()
    {
        await Documents.EnsureIndexAsync("notes", "kind", unique: true);
        await Documents.CreateManyAsync("notes", Notes(4));

        Assert.That(async () => await Documents.UpdateManyAsync("notes", ["n0001", "n0002"], new { kind = "x" }), Throws.TypeOf<DuplicateKeyException>());
        Assert.That(await Documents.CountAsync("notes", Filter.Eq("kind", "x")), Is.Zero);
    }

    [Test]
    public async Task DeleteMany_deletes_those_that_are_there_and_counts_each_once()
    {
        await Documents.CreateManyAsync("notes", Notes(10));

        Assert.That(await Documents.DeleteManyAsync("notes", ["n0001", "absent", "n0003", "n0001"]), Is.EqualTo(2));
        Assert.That(await Documents.CountAsync("notes"), Is.EqualTo(8));
    }

    [Test]
    public async Task A_reader_sees_all_of_a_unit_or_nothing()
    {
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                // One page: of one moment.
                var ranks = (await ToListAsync(Documents.FindAsync<Note>("notes"))).ConvertAll(static note => note.Rank);
                Assert.That(ranks.Distinct().Count(), Is.LessThanOrEqualTo(1), string.Join(",", ranks));
                Assert.That(ranks, Has.Count.AnyOf(0, 20));
            }
        });
        var ids = Enumerable.Range(0, 20).Select(static i => $"n{i:00}").ToList();
        await Documents.CreateManyAsync("notes", ids.Select(static id => new Note { Id = id, Rank = 0 }));
        for (var round = 1; round <= 60; round++)
        {
            await Documents.UpdateManyAsync("notes", ids, new { rank = round });
        }

        await stop.CancelAsync();
        await reader;
    }
}
