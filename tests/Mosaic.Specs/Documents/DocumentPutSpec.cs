using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Replacing a document, and on what conditions.</summary>
public abstract class DocumentPutSpec : MosaicSpec
{
    private static readonly WriteOptions Plain = new();
    private static readonly WriteOptions Upsert = new() { Upsert = true };

    [Test]
    public async Task Put_replaces_the_whole_document_and_raises_its_version()
    {
        await Documents.CreateAsync("notes", new Note { Id = "n1", Title = "first", Rank = 1 });
        Clock.Advance(TimeSpan.FromMinutes(1));

        var put = await Documents.PutAsync("notes", "n1", new Note { Title = "second" }, Plain);

        Assert.That(put, Is.EqualTo(new Document<Note>("n1", 2, Clock.GetUtcNow(), new Note { Id = "n1", Title = "second" })));
        Assert.That(await Documents.GetAsync<Note>("notes", "n1"), Is.EqualTo(put));
    }

    [Test]
    public async Task Put_of_an_absent_document_without_Upsert_throws_Conflict()
    {
        Assert.That(async () => await Documents.PutAsync("notes", "n1", new Note(), Plain), Throws.TypeOf<ConflictException>());
        Assert.That(await Documents.ReadAsync<Note>("notes", "n1"), Is.Null);
    }

    [Test]
    public async Task Put_with_Upsert_creates_what_is_absent_and_replaces_what_is_not()
    {
        var created = await Documents.PutAsync("notes", "n1", new Note { Title = "first" }, Upsert);
        var replaced = await Documents.PutAsync("notes", "n1", new Note { Title = "second" }, Upsert);

        Assert.That((created.Version, replaced.Version), Is.EqualTo((1, 2)));
        Assert.That(await Documents.CountAsync("notes"), Is.EqualTo(1));
    }

    [Test]
    public async Task Put_with_the_current_version_is_written()
    {
        var created = await Documents.CreateAsync("notes", "n1", new Note { Title = "first" });

        var put = await Documents.PutAsync("notes", "n1", new Note { Title = "second" }, new WriteOptions { ExpectedVersion = created.Version });

        Assert.That(put.Version, Is.EqualTo(2));
    }

    [Test]
    public async Task Put_with_an_older_version_throws_Conflict_and_changes_nothing()
    {
        await Documents.CreateAsync("notes", "n1", new Note { Title = "first" });
        var second = await Documents.PutAsync("notes", "n1", new Note { Title = "second" }, Plain);

        Assert.That(
            async () => await Documents.PutAsync("notes", "n1", new Note { Title = "third" }, new WriteOptions { ExpectedVersion = 1 }),
            Throws.TypeOf<ConflictException>().With.Property("Hint").Not.Empty);
        Assert.That(await Documents.GetAsync<Note>("notes", "n1"), Is.EqualTo(second));
    }

    [Test]
    public async Task Put_with_expected_version_0_creates_and_never_replaces()
    {
        var absent = new WriteOptions { ExpectedVersion = 0 };
        await Documents.PutAsync("notes", "n1", new Note { Title = "first" }, absent);

        Assert.That(async () => await Documents.PutAsync("notes", "n1", new Note { Title = "second" }, absent), Throws.TypeOf<ConflictException>());
        Assert.That((await Documents.ReadAsync<Note>("notes", "n1"))!.Title, Is.EqualTo("first"));
    }

    [Test]
    public async Task Put_with_an_expected_version_of_what_is_absent_throws_Conflict_even_with_Upsert()
    {
        Assert.That(
            async () => await Documents.PutAsync("notes", "n1", new Note(), new WriteOptions { ExpectedVersion = 3, Upsert = true }),
            Throws.TypeOf<ConflictException>());
        Assert.That(await Documents.CountAsync("notes"), Is.Zero);
    }

    [Test]
    public async Task Of_many_puts_that_expect_one_version_exactly_one_is_written()
    {
        await Documents.CreateAsync("notes", "n1", new Note());
        var expected = new WriteOptions { ExpectedVersion = 1 };

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(async () =>
        {
            try
            {
                await Documents.PutAsync("notes", "n1", new Note { Rank = i }, expected);
                return i;
            }
            catch (ConflictException)
            {
                return -1;
            }
        })));

        var winner = outcomes.Single(static outcome => outcome >= 0);
        Assert.That(await Documents.GetAsync<Note>("notes", "n1"), Has.Property("Version").EqualTo(2).And.Property("Value").Property("Rank").EqualTo(winner));
    }

    [Test]
    public async Task Put_under_another_id_than_the_document_carries_is_refused()
    {
        await Documents.CreateAsync("notes", new Note { Id = "n1", Title = "first" });

        Assert.That(async () => await Documents.PutAsync("notes", "n1", new Note { Id = "n2" }, Plain), Throws.TypeOf<InvalidDocumentException>());
        Assert.That((await Documents.ReadAsync<Note>("notes", "n1"))!.Title, Is.EqualTo("first"));
    }

    [Test]
    public async Task A_document_that_was_deleted_and_created_again_begins_at_version_1()
    {
        await Documents.PutAsync("notes", "n1", new Note(), Upsert);
        await Documents.PutAsync("notes", "n1", new Note(), Upsert);
        await Documents.DeleteAsync("notes", "n1");

        Assert.That((await Documents.CreateAsync("notes", "n1", new Note())).Version, Is.EqualTo(1));
    }

    [Test]
    public async Task Default_options_behave_as_plain_ones()
    {
        await Documents.CreateAsync("notes", "n1", new Note());

        Assert.That((await Documents.PutAsync("notes", "n1", new Note { Rank = 2 }, new WriteOptions { ExpectedVersion = null, ExpiresAt = null })).Version, Is.EqualTo(2));
    }
}
