using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Declaring indexes, and what unique ones refuse.</summary>
public abstract class DocumentIndexSpec : MosaicSpec
{
    [Test]
    public async Task A_unique_index_refuses_a_second_document_with_the_value_and_changes_nothing()
    {
        await Documents.EnsureIndexAsync("notes", "title", unique: true);
        await Documents.CreateAsync("notes", new Note { Id = "a", Title = "x" });

        Assert.That(async () => await Documents.CreateAsync("notes", new Note { Id = "b", Title = "x" }), Throws.TypeOf<DuplicateKeyException>());
        Assert.That(await Documents.ReadAsync<Note>("notes", "b"), Is.Null);
        Assert.That(await Documents.CountAsync("notes"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_unique_index_refuses_an_update_into_a_taken_value()
    {
        await Documents.EnsureIndexAsync("notes", "title", unique: true);
        await Documents.CreateManyAsync("notes", [new Note { Id = "a", Title = "x" }, new Note { Id = "b", Title = "y" }]);

        Assert.That(async () => await Documents.UpdateAsync<Note>("notes", "b", new { title = "x" }), Throws.TypeOf<DuplicateKeyException>());
        Assert.That((await Documents.ReadAsync<Note>("notes", "b"))!.Title, Is.EqualTo("y"));
    }

    [Test]
    public async Task A_unique_value_is_free_again_once_its_document_changes_or_goes()
    {
        await Documents.EnsureIndexAsync("notes", "title", unique: true);
        await Documents.CreateManyAsync("notes", [new Note { Id = "a", Title = "x" }, new Note { Id = "b", Title = "y" }]);
        await Documents.UpdateAsync<Note>("notes", "a", new { title = "z" });
        await Documents.DeleteAsync("notes", "b");

        await Documents.CreateManyAsync("notes", [new Note { Id = "c", Title = "x" }, new Note { Id = "d", Title = "y" }]);

        Assert.That(await Documents.CountAsync("notes"), Is.EqualTo(3));
    }

    [Test]
    public async Task A_document_may_be_written_again_with_its_own_unique_value()
    {
        await Documents.EnsureIndexAsync("notes", "title", unique: true);
        await Documents.CreateAsync("notes", new Note { Id = "a", Title = "x" });

        Assert.That((await Documents.PutAsync("notes", "a", new Note { Title = "x", Rank = 2 }, new WriteOptions())).Version, Is.EqualTo(2));
    }

    [Test]
    public async Task Absent_and_null_values_are_not_compared_by_a_unique_index()
    {
        await Documents.EnsureIndexAsync("notes", "title", unique: true);
        await Documents.PutJsonAsync("notes", "a", "{}"u8.ToArray());
        await Documents.PutJsonAsync("notes", "b", "{}"u8.ToArray());
        await Documents.PutJsonAsync("notes", "c", """{"title":null}"""u8.ToArray());
        await Documents.PutJsonAsync("notes", "d", """{"title":null}"""u8.ToArray());

        Assert.That(await Documents.CountAsync("notes"), Is.EqualTo(4));
    }

    [Test]
    public async Task A_unique_index_compares_whole_values_however_long()
    {
        await Documents.EnsureIndexAsync("notes", "title", unique: true);
        var stem = new string('x', 5000);
        await Documents.CreateAsync("notes", new Note { Id = "a", Title = stem + "a" });
        await Documents.CreateAsync("notes", new Note { Id = "b", Title = stem + "b" });

        Assert.That(async () => await Documents.CreateAsync("notes", new Note { Id = "c", Title = stem + "b" }), Throws.TypeOf<DuplicateKeyException>());
        Assert.That(async () => await Documents.UpdateAsync<Note>("notes", "b", new { title = stem + "a" }), Throws.TypeOf<DuplicateKeyException>());
        Assert.That((await Documents.UpdateAsync<Note>("notes", "b", new { title = stem + "c" }))!.Title, Is.EqualTo(stem + "c"));
    }

    [Test]
    public async Task A_unique_index_over_data_with_duplicates_is_refused_and_leaves_no_trace()
    {
        await Documents.CreateManyAsync("notes", Enumerable.Range(0, 700).Select(static i => new Note { Id = $"n{i:000}", Title = i == 650 ? "t3" : $"t{i}" }));

        Assert.That(async () => await Documents.EnsureIndexAsync("notes", "title", unique: true), Throws.TypeOf<DuplicateKeyException>());

        await Documents.CreateAsync("notes", new Note { Id = "again", Title = "t3" });
        Assert.That(await Documents.CountAsync("notes", Filter.Eq("title", "t3")), Is.EqualTo(3));
        await Documents.DeleteManyAsync("notes", ["again", "n650"]);
        await Documents.EnsureIndexAsync("notes", "title", unique: true);
        Assert.That(async () => await Documents.CreateAsync("notes", new Note { Id = "again", Title = "t3" }), Throws.TypeOf<DuplicateKeyException>());
    }

    [Test]
    public async Task Two_declarations_of_one_unique_index_over_duplicates_are_both_refused()
    {
        for (var round = 0; round < 5; round++)
        {
            var collection = $"notes{round}";
            await Documents.CreateManyAsync(collection, Enumerable.Range(0, 1200).Select(static i => new Note { Id = $"n{i:0000}", Title = i == 1150 ? "t3" : $"t{i}" }));

            var outcomes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
            {
                try
                {
                    await Documents.EnsureIndexAsync(collection, "title", unique: true);
                    return "built";
                }
                catch (DuplicateKeyException)
                {
                    return "refused";
                }
            })));

            Assert.That(outcomes, Is.All.EqualTo("refused"));
            Assert.That(await Documents.CountAsync(collection, Filter.Eq("title", "t3")), Is.EqualTo(2));
        }
    }

    [Test]
    public async Task Declaring_an_index_again_changes_nothing()
    {
        await Documents.EnsureIndexAsync("notes", "title");
        await Documents.CreateAsync("notes", new Note { Id = "a", Title = "x" });
        await Documents.EnsureIndexAsync("notes", "title");

        Assert.That(await Documents.CountAsync("notes", Filter.Eq("title", "x")), Is.EqualTo(1));
    }

    [Test]
    public async Task An_index_does_not_change_its_kind()
    {
        await Documents.EnsureIndexAsync("notes", "title");

        Assert.That(
            async () => await Documents.EnsureIndexAsync("notes", "title", unique: true),
            Throws.InstanceOf<MosaicException>().With.Message.Contains("unique: false").And.Message.Contains("another collection").And.Property("Hint").Contains("ImportJsonLinesAsync"));
    }

    [TestCase("")]
    [TestCase("a..b")]
    [TestCase("a\\")]
    public void A_bad_path_is_refused(string path) =>
        Assert.That(async () => await Documents.EnsureIndexAsync("notes", path), Throws.InstanceOf<ArgumentException>());

    [Test]
    public async Task A_path_in_another_spelling_is_the_same_index()
    {
        await Documents.EnsureIndexAsync("notes", "title");
        await Documents.EnsureIndexAsync("notes", "\\title");

        Assert.That(async () => await Documents.EnsureIndexAsync("notes", "t\\itle", unique: true), Throws.TypeOf<MosaicException>());
        Assert.That((await Documents.ExplainAsync("notes", Filter.Eq("title", "x"))).Index, Is.EqualTo("title"));
    }

    [Test]
    public async Task An_index_is_built_beside_writers_and_misses_nothing()
    {
        await Documents.CreateManyAsync("notes", Enumerable.Range(0, 2000).Select(static i => new Note { Id = $"n{i:0000}", Kind = $"k{i % 10}" }));
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 3).Select(writer => Task.Run(async () =>
        {
            var random = new Random(writer);
            while (!stop.IsCancellationRequested)
            {
                var id = $"n{random.Next(2200):0000}";
                if (random.Next(4) == 0)
                {
                    await Documents.DeleteAsync("notes", id);
                }
                else
                {
                    await Documents.PutAsync("notes", id, new Note { Kind = $"k{random.Next(10)}" }, new WriteOptions { Upsert = true });
                }
            }
        })).ToList();

        await Documents.EnsureIndexAsync("notes", "kind");

        await stop.CancelAsync();
        await Task.WhenAll(writers);
        var all = await ToListAsync(Documents.FindAsync<Note>("notes"));
        for (var kind = 0; kind < 10; kind++)
        {
            var byIndex = await ToListAsync(Documents.FindAsync<Note>("notes", Filter.Eq("kind", $"k{kind}")));
            Assert.That(byIndex.Select(static note => note.Id), Is.EqualTo(all.Where(note => note.Kind == $"k{kind}").Select(static note => note.Id)));
        }
    }

    [Test]
    public async Task A_unique_index_built_beside_writers_lets_no_duplicate_in()
    {
        await Documents.CreateManyAsync("notes", Enumerable.Range(0, 1500).Select(static i => new Note { Id = $"n{i:0000}", Title = $"t{i}" }));
        using var stop = new CancellationTokenSource();
        var taken = Task.Run(async () =>
        {
            // Values of documents that the build has not reached yet.
            for (var i = 1499; i >= 0 && !stop.IsCancellationRequested; i--)
            {
                try
                {
                    await Documents.CreateAsync("notes", new Note { Id = $"a{i:0000}", Title = $"t{i}" });
                }
                catch (DuplicateKeyException)
                {
                }
            }
        });
        var built = true;
        try
        {
            await Documents.EnsureIndexAsync("notes", "title", unique: true);
        }
        catch (DuplicateKeyException)
        {
            built = false;
        }

        await stop.CancelAsync();
        await taken;
        var titles = (await ToListAsync(Documents.FindAsync<Note>("notes"))).ConvertAll(static note => note.Title);
        Assert.That(built && titles.Distinct().Count() != titles.Count, Is.False, "the index was built over duplicates");
    }

    [Test]
    public async Task A_value_of_an_array_is_found_by_each_of_its_elements()
    {
        await Documents.EnsureIndexAsync("notes", "tags");
        await Documents.CreateAsync("notes", new Note { Id = "a", Tags = ["x", "y", "x"] });

        Assert.That(await Documents.CountAsync("notes", Filter.Contains("tags", "x")), Is.EqualTo(1));
        Assert.That(await Documents.CountAsync("notes", Filter.Contains("tags", "y")), Is.EqualTo(1));
        await Documents.UpdateAsync<Note>("notes", "a", new { tags = new[] { "z" } });
        Assert.That(await Documents.CountAsync("notes", Filter.Contains("tags", "x")), Is.Zero);
    }

    [Test]
    public async Task A_unique_index_compares_the_whole_elements_of_arrays()
    {
        await Documents.EnsureIndexAsync("notes", "tags", unique: true);
        var stem = new string('k', 400);
        await Documents.CreateAsync("notes", new Note { Id = "a", Tags = [stem + "a"] });

        await Documents.CreateAsync("notes", new Note { Id = "b", Tags = [stem + "b", stem + "zz"] });
        Assert.That(async () => await Documents.CreateAsync("notes", new Note { Id = "c", Tags = ["other", stem + "zz"] }), Throws.TypeOf<DuplicateKeyException>());
        Assert.That(async () => await Documents.UpdateAsync<Note>("notes", "b", new { tags = new[] { stem + "a" } }), Throws.TypeOf<DuplicateKeyException>());
    }

    [Test]
    public async Task Null_in_an_array_is_not_compared_by_a_unique_index()
    {
        await Documents.EnsureIndexAsync("notes", "tags", unique: true);
        await Documents.PutJsonAsync("notes", "a", """{"tags":[null]}"""u8.ToArray());
        await Documents.PutJsonAsync("notes", "b", """{"tags":[null,1]}"""u8.ToArray());

        Assert.That(async () => await Documents.PutJsonAsync("notes", "c", """{"tags":[null,1]}"""u8.ToArray()), Throws.TypeOf<DuplicateKeyException>());
        Assert.That(await Documents.CountAsync("notes"), Is.EqualTo(2));
    }
}
