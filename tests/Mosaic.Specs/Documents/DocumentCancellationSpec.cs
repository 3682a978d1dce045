using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>OperationCanceledException means: not written.</summary>
public abstract class DocumentCancellationSpec : MosaicSpec
{
    private static readonly CancellationToken Cancelled = new(canceled: true);

    [Test]
    public async Task A_cancelled_write_is_not_written()
    {
        await Documents.CreateAsync("notes", new Note { Id = "a", Title = "x" });

        Throws(() => Documents.CreateAsync("notes", new Note { Id = "b" }, Cancelled).AsTask());
        Throws(() => Documents.CreateAsync("notes", "b", new Note(), Cancelled).AsTask());
        Throws(() => Documents.PutAsync("notes", "a", new Note(), new WriteOptions(), Cancelled).AsTask());
        Throws(() => Documents.PutJsonAsync("notes", "a", "{}"u8.ToArray(), Cancelled).AsTask());
        Throws(() => Documents.UpdateAsync<Note>("notes", "a", new { title = "y" }, Cancelled).AsTask());
        Throws(() => Documents.DeleteAsync("notes", "a", Cancelled).AsTask());
        Throws(() => Documents.CreateManyAsync("notes", [new Note { Id = "b" }], Cancelled).AsTask());
        Throws(() => Documents.UpdateManyAsync("notes", ["a"], new { title = "y" }, Cancelled).AsTask());
        Throws(() => Documents.DeleteManyAsync("notes", ["a"], Cancelled).AsTask());
        Throws(() => Documents.EnsureIndexAsync("notes", "title", cancellationToken: Cancelled).AsTask());

        Assert.That(await Documents.GetAsync<Note>("notes", "a"), Has.Property("Version").EqualTo(1).And.Property("Value").Property("Title").EqualTo("x"));
        Assert.That(await Documents.CountAsync("notes"), Is.EqualTo(1));
    }

    [Test]
    public void A_cancelled_read_is_cancelled()
    {
        Throws(() => Documents.ReadAsync<Note>("notes", "a", Cancelled).AsTask());
        Throws(() => Documents.GetAsync<Note>("notes", "a", Cancelled).AsTask());
        Throws(() => Documents.GetJsonAsync("notes", "a", Cancelled).AsTask());
        Throws(() => Documents.CountAsync("notes", null, Cancelled).AsTask());
        Throws(() => Documents.FindOneAsync<Note>("notes", Filter.Exists("a"), Cancelled).AsTask());
        Throws(() => Store.Changes.GetHeadAsync(Cancelled).AsTask());
    }

    [Test]
    public async Task Writes_that_are_cancelled_beside_others_are_written_or_cancelled_and_never_both()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Task.Run(async () =>
        {
            using var cancel = new CancellationTokenSource();
            var write = Documents.CreateAsync("notes", new Note { Id = $"n{i:000}" }, cancel.Token).AsTask();
            if (i % 2 == 0)
            {
                await cancel.CancelAsync();
            }

            try
            {
                await write;
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        })));

        var found = (await ToListAsync(Documents.FindAsync<Note>("notes"))).Select(static note => note.Id).ToHashSet();
        for (var i = 0; i < outcomes.Length; i++)
        {
            Assert.That(found.Contains($"n{i:000}"), Is.EqualTo(outcomes[i]), $"n{i:000}");
        }

        Assert.That(outcomes.Where((_, i) => i % 2 == 1), Is.All.True);
        Assert.That(await Documents.CountAsync("notes"), Is.EqualTo(found.Count));
    }

    private static void Throws(Func<Task> call) => Assert.That(async () => await call(), NUnit.Framework.Throws.InstanceOf<OperationCanceledException>());
}
