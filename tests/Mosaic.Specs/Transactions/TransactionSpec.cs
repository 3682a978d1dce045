using System.Text.Json;
using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>A transaction is one unit: all of it or nothing, over committed data plus its own writes.</summary>
public abstract class TransactionSpec : MosaicSpec
{
    private static readonly WriteOptions Plain = new();
    private static readonly WriteOptions Upsert = new() { Upsert = true };

    [SetUp]
    public void RequireTransactions() => Require(MosaicCapabilities.Transactions);

    [Test]
    public async Task Writes_of_a_transaction_are_seen_together_after_it()
    {
        var answer = await Store.TransactAsync(async (transaction, token) =>
        {
            await transaction.Documents.CreateAsync("left", new Note { Id = "a" }, token);
            await transaction.Documents.PutAsync("right", "b", new Note { Rank = 2 }, Upsert, token);
            Assert.That(await Documents.ReadAsync<Note>("left", "a", token), Is.Null);
            return 42;
        });

        Assert.That(answer, Is.EqualTo(42));
        Assert.That(await Documents.ReadAsync<Note>("left", "a"), Is.Not.Null);
        Assert.That((await Documents.ReadAsync<Note>("right", "b"))!.Rank, Is.EqualTo(2));
    }

    [Test]
    public async Task Writes_of_a_transaction_are_one_unit_of_the_feed()
    {
        var head = await Store.Changes.GetHeadAsync();
        await Store.TransactAsync(async (transaction, token) =>
        {
            await transaction.Documents.CreateAsync("notes", new Note { Id = "a" }, token);
            await transaction.Documents.CreateAsync("notes", new Note { Id = "b" }, token);
        });

        using var patience = new CancellationTokenSource(Patience);
        var times = new List<(string Id, DateTimeOffset At)>();
        await foreach (var change in Store.Changes.ReadAsync(head, patience.Token))
        {
            if (change.Kind == "document")
            {
                times.Add((change.Id, change.At));
            }

            if (times.Count == 2)
            {
                break;
            }
        }

        Assert.That(times.Select(static time => time.Id), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task An_exception_in_the_callback_surfaces_and_nothing_is_written()
    {
        var thrown = new InvalidTimeZoneException("mine");

        Assert.That(
            async () => await Store.TransactAsync(async (transaction, token) =>
            {
                await transaction.Documents.CreateAsync("notes", new Note { Id = "a" }, token);
                throw thrown;
            }),
            Throws.Exception.SameAs(thrown));
        Assert.That(await Documents.CountAsync("notes"), Is.Zero);
    }

    [Test]
    public async Task A_transaction_reads_its_own_writes()
    {
        await Documents.CreateManyAsync("notes", [new Note { Id = "kept", Rank = 1 }, new Note { Id = "gone", Rank = 1 }, new Note { Id = "moved", Rank = 1 }]);

        await Store.TransactAsync(async (transaction, token) =>
        {
            var documents = transaction.Documents;
            await documents.CreateAsync("notes", new Note { Id = "new", Rank = 1 }, token);
            await documents.DeleteAsync("notes", "gone", token);
            await documents.UpdateAsync<Note>("notes", "moved", new { rank = 2 }, token);

            Assert.That((await documents.ReadAsync<Note>("notes", "new", token))!.Rank, Is.EqualTo(1));
            Assert.That(await documents.ReadAsync<Note>("notes", "gone", token), Is.Null);
            Assert.That((await documents.GetAsync<Note>("notes", "moved", token))!.Version, Is.EqualTo(2));
            var found = await ToListAsync(documents.FindAsync<Note>("notes", Filter.Eq("rank", 1), null, token));
            Assert.That(found.Select(static note => note.Id), Is.EqualTo(new[] { "kept", "new" }));
        });
    }

    [Test]
    public async Task Find_in_a_transaction_keeps_the_order_of_ids_and_the_options()
    {
        await Documents.CreateManyAsync("notes", [new Note { Id = "\uE000", Rank = 3 }, new Note { Id = "a", Rank = 2 }]);

        await Store.TransactAsync(async (transaction, token) =>
        {
            await transaction.Documents.CreateAsync("notes", new Note { Id = "😀", Rank = 1 }, token);

            Assert.That(await Ids(null), Is.EqualTo(new[] { "a", "\uE000", "😀" }));
            Assert.That(await Ids(new FindOptions { OrderBy = "rank" }), Is.EqualTo(new[] { "😀", "a", "\uE000" }));
            Assert.That(await Ids(new FindOptions { Descending = true, Skip = 1, Limit = 1 }), Is.EqualTo(new[] { "\uE000" }));

            async Task<List<string?>> Ids(FindOptions? options) =>
                (await ToListAsync(transaction.Documents.FindAsync<Note>("notes", null, options, token))).ConvertAll(static note => note.Id);
        });
    }

    [Test]
    public async Task Versions_told_inside_are_those_that_are_stored()
    {
        var told = await Store.TransactAsync(async (transaction, token) =>
        {
            await transaction.Documents.CreateAsync("notes", new Note { Id = "a" }, token);
            await transaction.Documents.PutAsync("notes", "a", new Note { Rank = 1 }, Plain, token);
            return (await transaction.Documents.PutAsync("notes", "a", new Note { Rank = 2 }, new WriteOptions { ExpectedVersion = 2 }, token)).Version;
        });

        Assert.That(told, Is.EqualTo(3));
        Assert.That((await Documents.GetAsync<Note>("notes", "a"))!.Version, Is.EqualTo(told));
    }

    [Test]
    public async Task Delete_and_create_again_inside_is_version_1()
    {
        await Documents.PutAsync("notes", "a", new Note(), Upsert);
        await Documents.PutAsync("notes", "a", new Note(), Upsert);

        await Store.TransactAsync(async (transaction, token) =>
        {
            Assert.That(await transaction.Documents.DeleteAsync("notes", "a", token), Is.True);
            Assert.That(await transaction.Documents.DeleteAsync("notes", "a", token), Is.False);
            await transaction.Documents.CreateAsync("notes", new Note { Id = "a", Rank = 9 }, token);
        });

        Assert.That(await Documents.GetAsync<Note>("notes", "a"), Has.Property("Version").EqualTo(1).And.Property("Value").Property("Rank").EqualTo(9));
        Assert.That(await Documents.CountAsync("notes"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_failed_ExpectedVersion_surfaces_at_once_and_is_not_retried()
    {
        await Documents.CreateAsync("notes", new Note { Id = "a" });
        var runs = 0;

        Assert.That(
            async () => await Store.TransactAsync(async (transaction, token) =>
            {
                runs++;
                await transaction.Documents.PutAsync("notes", "a", new Note(), new WriteOptions { ExpectedVersion = 7 }, token);
            }),
            Throws.TypeOf<ConflictException>());
        Assert.That(runs, Is.EqualTo(1));
    }

    [Test]
    public async Task A_duplicate_key_surfaces_and_is_not_retried()
    {
        await Documents.EnsureIndexAsync("notes", "title", unique: true);
        await Documents.CreateAsync("notes", new Note { Id = "a", Title = "x" });
        var runs = 0;

        Assert.That(
            async () => await Store.TransactAsync(async (transaction, token) =>
            {
                runs++;
                await transaction.Documents.CreateAsync("other", new Note { Id = "o" }, token);
                await transaction.Documents.CreateAsync("notes", new Note { Id = "b", Title = "x" }, token);
            }),
            Throws.TypeOf<DuplicateKeyException>());
        Assert.That(async () => await Store.TransactAsync(async (transaction, token) => await transaction.Documents.CreateAsync("notes", new Note { Id = "a" }, token)), Throws.TypeOf<DuplicateKeyException>());
        Assert.That(runs, Is.EqualTo(1));
        Assert.That(await Documents.CountAsync("other"), Is.Zero);
    }

    [Test]
    public async Task Put_of_an_absent_document_without_Upsert_throws_Conflict()
    {
        Assert.That(
            async () => await Store.TransactAsync(async (transaction, token) => await transaction.Documents.PutAsync("notes", "a", new Note(), Plain, token)),
            Throws.TypeOf<ConflictException>());
        Assert.That(await Documents.CountAsync("notes"), Is.Zero);
    }

    [Test]
    public async Task Update_and_delete_of_what_is_absent_answer_as_outside()
    {
        await Store.TransactAsync(async (transaction, token) =>
        {
            Assert.That(await transaction.Documents.UpdateAsync<Note>("notes", "a", new { rank = 1 }, token), Is.Null);
            Assert.That(await transaction.Documents.DeleteAsync("notes", "a", token), Is.False);
            Assert.That(await transaction.Documents.GetAsync<Note>("notes", "a", token), Is.Null);
        });

        Assert.That(await Documents.CountAsync("notes"), Is.Zero);
    }

    [Test]
    public async Task Bad_input_inside_is_refused_as_outside()
    {
        await Store.TransactAsync((transaction, token) =>
        {
            var documents = transaction.Documents;
            Assert.That(async () => await documents.CreateAsync("notes", new { a = double.NaN }, token), Throws.TypeOf<InvalidDocumentException>());
            Assert.That(async () => await documents.CreateAsync("notes", new { id = 5 }, token), Throws.TypeOf<InvalidDocumentException>());
            Assert.That(async () => await documents.PutAsync("notes", "", new Note(), Upsert, token), Throws.TypeOf<InvalidDocumentException>());
            Assert.That(async () => await documents.PutAsync("notes", "a", new Note { Id = "b" }, Upsert, token), Throws.TypeOf<InvalidDocumentException>());
            Assert.That(async () => await documents.PutAsync("", "a", new Note(), Upsert, token), Throws.TypeOf<InvalidDocumentException>());
            return ValueTask.CompletedTask;
        });

        Assert.That(await Documents.CountAsync("notes"), Is.Zero);
    }

    [Test]
    public async Task A_transaction_that_is_used_after_its_end_says_so()
    {
        IMosaicTransaction? kept = null;
        IAsyncEnumerable<Note>? query = null;
        await Store.TransactAsync((transaction, token) =>
        {
            kept = transaction;
            query = transaction.Documents.FindAsync<Note>("notes", cancellationToken: token);
            return ValueTask.CompletedTask;
        });

        Assert.That(async () => await kept!.Documents.CreateAsync("notes", new Note { Id = "late" }), Throws.InstanceOf<InvalidOperationException>());
        Assert.That(async () => await kept!.Documents.ReadAsync<Note>("notes", "late"), Throws.InstanceOf<InvalidOperationException>());
        Assert.That(async () => await ToListAsync(query!), Throws.InstanceOf<InvalidOperationException>());
        Assert.That(await Documents.CountAsync("notes"), Is.Zero);
    }

    [Test]
    public async Task A_transaction_within_a_transaction_is_refused_with_a_reason()
    {
        await Store.TransactAsync(async (transaction, token) =>
        {
            Assert.That(
                async () => await Store.TransactAsync(static (_, _) => ValueTask.CompletedTask, token),
                Throws.InstanceOf<InvalidOperationException>().With.Message.Contains("transaction"));
            await transaction.Documents.CreateAsync("notes", new Note { Id = "a" }, token);
        });

        Assert.That(await Documents.CountAsync("notes"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_transaction_may_follow_another()
    {
        for (var i = 0; i < 3; i++)
        {
            await Store.TransactAsync(async (transaction, token) => await transaction.Documents.CreateAsync("notes", new Note(), token));
        }

        Assert.That(await Documents.CountAsync("notes"), Is.EqualTo(3));
    }

    [Test]
    public async Task Work_that_a_callback_started_may_transact_once_the_transaction_is_over()
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task? background = null;
        await Store.TransactAsync((_, _) =>
        {
            background ??= Task.Run(
                async () =>
                {
                    await over.Task;
                    await Store.TransactAsync(async (transaction, token) => await transaction.Documents.CreateAsync("notes", new Note(), token));
                },
                CancellationToken.None);
            return ValueTask.CompletedTask;
        });
        over.SetResult();

        await background!.WaitAsync(Patience);

        Assert.That(await Documents.CountAsync("notes"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_cancelled_transaction_writes_nothing()
    {
        using var cancel = new CancellationTokenSource();

        Assert.That(
            async () => await Store.TransactAsync(
                async (transaction, token) =>
                {
                    await transaction.Documents.CreateAsync("notes", new Note(), token);
                    await cancel.CancelAsync();
                },
                cancel.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await Documents.CountAsync("notes"), Is.Zero);
    }

    [Test]
    public async Task A_callback_that_waits_holds_nobody_up()
    {
        var inside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var transaction = Store.TransactAsync(async (transaction, token) =>
        {
            await transaction.Documents.ReadAsync<Note>("notes", "a", token);
            inside.TrySetResult();
            await go.Task;
            await transaction.Documents.CreateAsync("other", new Note { Id = "o" }, token);
        }).AsTask();
        await inside.Task.WaitAsync(Patience);

        for (var i = 0; i < 20; i++)
        {
            await Documents.CreateAsync("notes", new Note { Id = $"n{i}" });
        }

        await Store.TransactAsync(async (second, token) => await second.Documents.CreateAsync("notes", new Note { Id = "second" }, token));
        go.SetResult();
        await transaction.WaitAsync(Patience);
        Assert.That(await Documents.CountAsync("notes"), Is.EqualTo(21));
    }

    [Test]
    public async Task A_transaction_that_only_reads_writes_nothing()
    {
        await Documents.CreateAsync("notes", new Note { Id = "a", Rank = 7 });
        var head = await Store.Changes.GetHeadAsync();

        var rank = await Store.TransactAsync(async (transaction, token) => (await transaction.Documents.ReadAsync<Note>("notes", "a", token))!.Rank);

        Assert.That(rank, Is.EqualTo(7));
        Assert.That(await Store.Changes.GetHeadAsync(), Is.EqualTo(head));
    }

    [Test]
    public async Task A_struct_read_inside_is_default_when_absent()
    {
        var element = await Store.TransactAsync((transaction, token) => transaction.Documents.ReadAsync<JsonElement>("notes", "none", token));

        Assert.That(element.ValueKind, Is.EqualTo(JsonValueKind.Undefined));
    }

    [Test]
    public async Task A_store_may_be_closed_while_a_transaction_holds_back_others()
    {
        var held = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var runs = 0;
        await Documents.CreateAsync("c", new { id = "1", n = 0 });
        var transaction = Store.TransactAsync(async (tx, token) =>
        {
            await tx.Documents.ReadAsync<Dictionary<string, object>>("c", "1", token);
            if (++runs <= 8)
            {
                await Documents.UpdateAsync<Dictionary<string, object>>("c", "1", new { n = runs }, token);
                await tx.Documents.ReadAsync<Dictionary<string, object>>("c", "1", token);
            }
            else
            {
                held.SetResult();
                await release.Task;
            }
        }).AsTask();
        await held.Task.WaitAsync(Patience);
        await Store.DisposeAsync();
        release.SetResult();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await transaction.WaitAsync(Patience));
    }
}
