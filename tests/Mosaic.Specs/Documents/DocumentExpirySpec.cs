using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>A document with an ExpiresAt is gone from that instant on.</summary>
public abstract class DocumentExpirySpec : MosaicSpec
{
    private WriteOptions In(TimeSpan time) => new() { Upsert = true, ExpiresAt = Clock.GetUtcNow() + time };

    [SetUp]
    public async Task Put_a_document_that_expires_in_ten_seconds() =>
        await Documents.PutAsync("notes", "n1", new Note { Title = "short" }, In(TimeSpan.FromSeconds(10)));

    [Test]
    public async Task It_is_there_until_it_expires()
    {
        Clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));

        Assert.That((await Documents.ReadAsync<Note>("notes", "n1"))!.Title, Is.EqualTo("short"));
    }

    [Test]
    public async Task No_read_sees_it_from_the_instant_it_expires()
    {
        Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.That(await Documents.ReadAsync<Note>("notes", "n1"), Is.Null);
        Assert.That(await Documents.GetAsync<Note>("notes", "n1"), Is.Null);
        Assert.That(await Documents.GetJsonAsync("notes", "n1"), Is.Null);
        Assert.That(await ToListAsync(Documents.FindAsync<Note>("notes")), Is.Empty);
        Assert.That(await Documents.FindOneAsync<Note>("notes", Filter.Eq("title", "short")), Is.Null);
        Assert.That(await Documents.CountAsync("notes", Filter.Eq("title", "short")), Is.Zero);
    }

    [Test]
    public async Task An_index_does_not_bring_it_back()
    {
        await Documents.EnsureIndexAsync("notes", "title");
        Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.That(await ToListAsync(Documents.FindAsync<Note>("notes", Filter.Eq("title", "short"))), Is.Empty);
    }

    [Test]
    public async Task Its_id_can_be_created_again_at_version_1()
    {
        Clock.Advance(TimeSpan.FromSeconds(11));

        Assert.That((await Documents.CreateAsync("notes", "n1", new Note { Title = "new" })).Version, Is.EqualTo(1));
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.That((await Documents.ReadAsync<Note>("notes", "n1"))!.Title, Is.EqualTo("new"));
        Assert.That(await Documents.CountAsync("notes"), Is.EqualTo(1));
    }

    [Test]
    public async Task Its_value_in_a_unique_index_is_free_again()
    {
        await Documents.EnsureIndexAsync("notes", "title", unique: true);
        Clock.Advance(TimeSpan.FromSeconds(11));

        await Documents.CreateAsync("notes", new Note { Id = "n2", Title = "short" });

        Assert.That((await Documents.FindOneAsync<Note>("notes", Filter.Eq("title", "short")))!.Id, Is.EqualTo("n2"));
    }

    [Test]
    public async Task It_is_not_written_again_with_a_value_that_another_has_taken()
    {
        await Documents.EnsureIndexAsync("notes", "title", unique: true);
        Clock.Advance(TimeSpan.FromSeconds(11));
        await Documents.CreateAsync("notes", new Note { Id = "n2", Title = "short" });

        Assert.That(
            async () => await Documents.PutAsync("notes", "n1", new Note { Title = "short" }, new WriteOptions { Upsert = true }),
            Throws.TypeOf<DuplicateKeyException>());
    }

    [TestCase("n0")]
    [TestCase("n2")]
    public async Task A_unique_index_that_is_built_over_it_does_not_compare_it(string other)
    {
        await Documents.PutAsync("notes", other, new Note { Title = "short" }, new WriteOptions { Upsert = true });
        Clock.Advance(TimeSpan.FromSeconds(10));

        await Documents.EnsureIndexAsync("notes", "title", unique: true);

        Assert.That((await ToListAsync(Documents.FindAsync<Note>("notes", Filter.Eq("title", "short")))).Select(static it => it.Id), Is.EqualTo(new[] { other }));
    }

    [Test]
    public async Task Delete_and_update_find_nothing()
    {
        Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.That(await Documents.UpdateAsync<Note>("notes", "n1", new { title = "x" }), Is.Null);
        Assert.That(await Documents.DeleteAsync("notes", "n1"), Is.False);
    }

    [Test]
    public async Task Put_without_an_expiry_makes_it_stay()
    {
        await Documents.PutAsync("notes", "n1", new Note { Title = "long" }, new WriteOptions());
        Clock.Advance(TimeSpan.FromDays(1));

        Assert.That((await Documents.ReadAsync<Note>("notes", "n1"))!.Title, Is.EqualTo("long"));
    }

    [Test]
    public async Task An_update_keeps_the_expiry()
    {
        await Documents.UpdateAsync<Note>("notes", "n1", new { title = "patched" });
        Assert.That((await Documents.ReadAsync<Note>("notes", "n1"))!.Title, Is.EqualTo("patched"));
        Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.That(await Documents.ReadAsync<Note>("notes", "n1"), Is.Null);
    }

    [Test]
    public async Task An_update_with_an_expiry_moves_it()
    {
        await Documents.UpdateAsync<Note>("notes", "n1", new { rank = 1 }, In(TimeSpan.FromSeconds(60)));
        Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.That((await Documents.ReadAsync<Note>("notes", "n1"))!.Title, Is.EqualTo("short"));
    }

    [Test]
    public async Task Updates_in_a_transaction_keep_the_expiry()
    {
        Require(MosaicCapabilities.Transactions);
        await Store.TransactAsync(async (transaction, token) =>
        {
            await transaction.Documents.UpdateAsync<Note>("notes", "n1", new { rank = 1 }, token);
            await transaction.Documents.UpdateAsync<Note>("notes", "n1", new { rank = 2 }, token);
        });
        Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.That(await Documents.ReadAsync<Note>("notes", "n1"), Is.Null);
    }

    [Test]
    public async Task An_update_behind_a_put_in_a_transaction_keeps_the_puts_expiry()
    {
        Require(MosaicCapabilities.Transactions);
        await Store.TransactAsync(async (transaction, token) =>
        {
            await transaction.Documents.PutAsync("notes", "n2", new Note(), In(TimeSpan.FromSeconds(5)), token);
            await transaction.Documents.UpdateAsync<Note>("notes", "n2", new { rank = 2 }, token);
        });
        Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.That(await Documents.ReadAsync<Note>("notes", "n2"), Is.Null);
    }

    [Test]
    public async Task In_time_it_leaves_the_count_and_the_feed_tells_its_deletion()
    {
        await Documents.CreateAsync("notes", new Note { Id = "stays" });
        var head = await Store.Changes.GetHeadAsync();
        Clock.Advance(TimeSpan.FromMinutes(5));

        await Eventually(async () => await Documents.CountAsync("notes") == 1, "the expired document is swept");
        using var patience = new CancellationTokenSource(Patience);
        await foreach (var change in Store.Changes.ReadAsync(head, patience.Token))
        {
            Assert.That((change.Id, change.Operation), Is.EqualTo(("n1", ChangeOperation.Delete)));
            break;
        }
    }
}
