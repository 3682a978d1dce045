using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Memory and documents in one unit.</summary>
public abstract class MemoryTransactionSpec : MosaicSpec
{
    private IMemoryStore Memory => Store.Memory;

    [Test]
    public async Task Documents_and_memory_change_together()
    {
        await Store.TransactAsync(async (transaction, token) =>
        {
            await transaction.Documents.CreateAsync("notes", new Note { Id = "n" }, token);
            await transaction.Memory.SetPreferenceAsync("ann", "theme", "dark", "look", token);
            await transaction.Memory.StoreInsightAsync(new NewInsight { Id = "i", UserId = "ann", Content = "bees" }, token);
            await transaction.Memory.AppendTurnAsync(new SessionTurn { Id = "t", SessionId = "s", UserId = "ann", Speaker = "x", Content = "bees" }, token);
        });

        Assert.That(await Documents.ReadAsync<Note>("notes", "n"), Is.Not.Null);
        Assert.That((await Memory.Preferences.GetAsync<string>("ann", "theme"))!.Value, Is.EqualTo("dark"));
        Assert.That((await Memory.SearchAsync("bees", 10, new SearchFilter { UserId = "ann" })).Select(static hit => hit.Id), Is.EquivalentTo(new[] { "i", "t" }));
        Assert.That(await ToListAsync(Memory.Sessions.ReadAsync("s")), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Nothing_is_stored_of_a_transaction_that_throws()
    {
        Assert.That(
            async () => await Store.TransactAsync(async (transaction, token) =>
            {
                await transaction.Memory.SetPreferenceAsync("ann", "theme", "dark", null, token);
                await transaction.Memory.StoreInsightAsync(new NewInsight { Id = "i", UserId = "ann", Content = "bees" }, token);
                await transaction.Memory.AppendTurnAsync(new SessionTurn { SessionId = "s", UserId = "ann", Speaker = "x", Content = "bees" }, token);
                throw new InvalidOperationException("no");
            }),
            Throws.TypeOf<InvalidOperationException>());

        Assert.That(await Memory.Preferences.GetAsync<string>("ann", "theme"), Is.Null);
        Assert.That(await Memory.Insights.GetAsync("i"), Is.Null);
        Assert.That(await ToListAsync(Memory.Sessions.ReadAsync("s")), Is.Empty);
        Assert.That(await Memory.SearchAsync("bees", 10, new SearchFilter { AllUsers = true }), Is.Empty);
    }

    [Test]
    public async Task A_transaction_sees_its_own_writes_and_others_do_not_until_the_commit()
    {
        await Memory.Insights.StoreAsync(new NewInsight { Id = "old", UserId = "ann", Content = "bees" });

        await Store.TransactAsync(async (transaction, token) =>
        {
            Assert.That(await transaction.Memory.GetPreferenceAsync<string>("ann", "theme", token), Is.Null);
            await transaction.Memory.SetPreferenceAsync("ann", "theme", "dark", null, token);
            Assert.That((await transaction.Memory.GetPreferenceAsync<string>("ann", "theme", token))!.Value, Is.EqualTo("dark"));
            await transaction.Memory.StoreInsightAsync(new NewInsight { Id = "new", UserId = "ann", Content = "more bees", Supersedes = "old" }, token);
            Assert.That(
                async () => await transaction.Memory.StoreInsightAsync(new NewInsight { UserId = "ann", Content = "x", Supersedes = "old" }, token),
                Throws.TypeOf<ConflictException>());
            Assert.That(
                async () => await transaction.Memory.StoreInsightAsync(new NewInsight { Id = "new", UserId = "ann", Content = "x" }, token),
                Throws.TypeOf<DuplicateKeyException>());
            await transaction.Memory.StoreInsightAsync(new NewInsight { Id = "gone", UserId = "ann", Content = "x" }, token);
            Assert.That(await transaction.Memory.DeleteInsightAsync("gone", token), Is.True);
            Assert.That(await transaction.Memory.DeleteInsightAsync("gone", token), Is.False);
            Assert.That(await Memory.Insights.GetAsync("new", token), Is.Null);
            Assert.That(await Memory.Preferences.GetAsync<string>("ann", "theme", token), Is.Null);
        });

        Assert.That((await Memory.Insights.GetAsync("old"))!.SupersededBy, Is.EqualTo("new"));
        Assert.That(await Memory.Insights.GetAsync("gone"), Is.Null);
    }

    [Test]
    public async Task A_preference_that_is_counted_up_by_many_transactions_loses_none()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                for (var done = false; !done;)
                {
                    try
                    {
                        await Store.TransactAsync(async (transaction, token) =>
                        {
                            var count = (await transaction.Memory.GetPreferenceAsync<int>("ann", "count", token))?.Value ?? 0;
                            await transaction.Memory.SetPreferenceAsync("ann", "count", count + 1, null, token);
                        });
                        done = true;
                    }
                    catch (ConflictException exception) when (exception.IsTransient)
                    {
                    }
                }
            }
        })));

        Assert.That((await Memory.Preferences.GetAsync<int>("ann", "count"))!.Value, Is.EqualTo(80));
    }

    [Test]
    public async Task A_turn_for_another_user_or_with_a_taken_id_fails_the_transaction()
    {
        await Memory.Sessions.AppendAsync(new SessionTurn { Id = "t", SessionId = "s", UserId = "ann", Speaker = "x", Content = "bees" });

        Assert.That(
            async () => await Store.TransactAsync(async (transaction, token) =>
                await transaction.Memory.AppendTurnAsync(new SessionTurn { SessionId = "s", UserId = "bob", Speaker = "x", Content = "x" }, token)),
            Throws.TypeOf<MosaicException>());
        Assert.That(
            async () => await Store.TransactAsync(async (transaction, token) =>
                await transaction.Memory.AppendTurnAsync(new SessionTurn { Id = "t", SessionId = "s2", UserId = "bob", Speaker = "x", Content = "x" }, token)),
            Throws.TypeOf<DuplicateKeyException>());
    }

    [Test]
    public async Task A_deletion_in_a_transaction_tells_whether_there_was_one()
    {
        await Memory.Insights.StoreAsync(new NewInsight { Id = "i", UserId = "ann", Content = "bees" });

        var (first, second) = await Store.TransactAsync(async (transaction, token) =>
            (await transaction.Memory.DeleteInsightAsync("i", token), await transaction.Memory.DeleteInsightAsync("absent", token)));

        Assert.That((first, second), Is.EqualTo((true, false)));
        Assert.That(await Memory.Insights.GetAsync("i"), Is.Null);
        Assert.That(await Memory.SearchAsync("bees", 10, new SearchFilter { AllUsers = true }), Is.Empty);
    }

    [Test]
    public async Task Memory_of_a_transaction_that_is_over_refuses()
    {
        ITransactionMemory? late = null;
        await Store.TransactAsync((transaction, _) =>
        {
            late = transaction.Memory;
            return ValueTask.CompletedTask;
        });

        Assert.That(async () => await late!.SetPreferenceAsync("ann", "k", 1), Throws.TypeOf<InvalidOperationException>());
    }
}
