using System.Collections.Concurrent;
using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Transactions are serializable, and every one gets through.</summary>
public abstract class TransactionIsolationSpec : MosaicSpec
{
    private static readonly WriteOptions Upsert = new() { Upsert = true };

    [SetUp]
    public void RequireTransactions() => Require(MosaicCapabilities.Transactions);

    [Test]
    public async Task A_read_that_moved_before_the_commit_runs_the_callback_again()
    {
        await Documents.CreateAsync("notes", new Note { Id = "a", Rank = 1 });
        var runs = 0;

        await Store.TransactAsync(async (transaction, token) =>
        {
            var read = (await transaction.Documents.ReadAsync<Note>("notes", "a", token))!;
            if (++runs == 1)
            {
                await Documents.UpdateAsync<Note>("notes", "a", new { rank = 10 }, token);
            }

            await transaction.Documents.PutAsync("notes", "a", read with { Rank = read.Rank + 1 }, Upsert, token);
        });

        Assert.That(runs, Is.EqualTo(2));
        Assert.That((await Documents.ReadAsync<Note>("notes", "a"))!.Rank, Is.EqualTo(11));
    }

    [Test]
    public async Task A_document_that_was_absent_when_read_and_then_created_is_a_conflict()
    {
        var runs = 0;
        await Store.TransactAsync(async (transaction, token) =>
        {
            var absent = await transaction.Documents.ReadAsync<Note>("notes", "a", token) is null;
            if (++runs == 1)
            {
                await Documents.CreateAsync("notes", new Note { Id = "a" }, token);
            }

            await transaction.Documents.PutAsync("notes", "seen", new Note { Title = absent ? "absent" : "there" }, Upsert, token);
        });

        Assert.That((await Documents.ReadAsync<Note>("notes", "seen"))!.Title, Is.EqualTo("there"));
    }

    [Test]
    public async Task A_document_deleted_and_created_again_with_the_same_version_is_a_conflict()
    {
        await Documents.CreateAsync("notes", new Note { Id = "a", Title = "old" });
        var runs = 0;
        await Store.TransactAsync(async (transaction, token) =>
        {
            var title = (await transaction.Documents.ReadAsync<Note>("notes", "a", token))!.Title;
            if (++runs == 1)
            {
                await Documents.DeleteAsync("notes", "a", token);
                await Documents.CreateAsync("notes", new Note { Id = "a", Title = "new" }, token);
            }

            await transaction.Documents.PutAsync("notes", "seen", new Note { Title = title }, Upsert, token);
        });

        Assert.That((await Documents.ReadAsync<Note>("notes", "seen"))!.Title, Is.EqualTo("new"));
    }

    [Test]
    public async Task An_exception_of_a_callback_whose_reads_went_stale_is_retried()
    {
        await Documents.CreateAsync("notes", new Note { Id = "a", Rank = 1 });
        var runs = 0;

        await Store.TransactAsync(async (transaction, token) =>
        {
            var rank = (await transaction.Documents.ReadAsync<Note>("notes", "a", token))!.Rank;
            if (++runs == 1)
            {
                await Documents.UpdateAsync<Note>("notes", "a", new { rank = 2 }, token);
                throw new InvalidOperationException("of what it should not have seen");
            }

            await transaction.Documents.PutAsync("notes", "b", new Note { Rank = rank }, Upsert, token);
        });

        Assert.That((await Documents.ReadAsync<Note>("notes", "b"))!.Rank, Is.EqualTo(2));
    }

    [Test]
    public async Task A_second_read_never_sees_another_moment_than_the_first()
    {
        await Documents.CreateManyAsync("pair", [new Note { Id = "a", Rank = 0 }, new Note { Id = "b", Rank = 0 }]);
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            for (var rank = 1; !stop.IsCancellationRequested; rank++)
            {
                await Documents.UpdateManyAsync("pair", ["a", "b"], new { rank });
            }
        });
        var torn = 0;
        var callbacks = 0;
        for (var round = 0; round < 150; round++)
        {
            await Store.TransactAsync(async (transaction, token) =>
            {
                callbacks++;
                var a = (await transaction.Documents.ReadAsync<Note>("pair", "a", token))!.Rank;
                await Task.Yield();
                if (round % 2 == 0)
                {
                    torn += (await transaction.Documents.ReadAsync<Note>("pair", "b", token))!.Rank == a ? 0 : 1;
                }
                else
                {
                    torn += (await ToListAsync(transaction.Documents.FindAsync<Note>("pair", cancellationToken: token))).All(note => note.Rank == a) ? 0 : 1;
                }
            });
        }

        await stop.CancelAsync();
        await writer;
        Assert.That(torn, Is.Zero, $"of {callbacks} callbacks");
    }

    [Test]
    public async Task Concurrent_increments_all_count()
    {
        await Documents.CreateAsync("notes", new Note { Id = "counter" });

        await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Task.Run(() => Store.TransactAsync(async (transaction, token) =>
        {
            var counter = (await transaction.Documents.ReadAsync<Note>("notes", "counter", token))!;
            await transaction.Documents.PutAsync("notes", "counter", counter with { Rank = counter.Rank + 1 }, Upsert, token);
        }).AsTask())));

        Assert.That((await Documents.ReadAsync<Note>("notes", "counter"))!.Rank, Is.EqualTo(60));
    }

    [Test]
    public async Task Write_skew_is_prevented()
    {
        for (var round = 0; round < 20; round++)
        {
            var collection = $"doctors{round}";
            await Documents.CreateManyAsync(collection, [new Note { Id = "a", Kind = "on call" }, new Note { Id = "b", Kind = "on call" }]);

            await Task.WhenAll(new[] { "a", "b" }.Select(me => Task.Run(() => Store.TransactAsync(async (transaction, token) =>
            {
                var others = new[] { "a", "b" }.Where(id => id != me);
                var anotherIsOnCall = false;
                foreach (var other in others)
                {
                    anotherIsOnCall |= (await transaction.Documents.ReadAsync<Note>(collection, other, token))!.Kind == "on call";
                }

                await Task.Yield();
                if (anotherIsOnCall)
                {
                    await transaction.Documents.UpdateAsync<Note>(collection, me, new { kind = "off" }, token);
                }
            }).AsTask())));

            Assert.That(await Documents.CountAsync(collection, Filter.Eq("kind", "on call")), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task A_phantom_that_a_query_would_find_is_a_conflict([Values] bool indexed)
    {
        if (indexed)
        {
            await Documents.EnsureIndexAsync("seats", "kind");
        }

        // Each books a seat if none of its row is booked: at most one a row.
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => Store.TransactAsync(async (transaction, token) =>
        {
            var row = $"row{i % 4}";
            if ((await ToListAsync(transaction.Documents.FindAsync<Note>("seats", Filter.Eq("kind", row), null, token))).Count == 0)
            {
                await Task.Yield();
                await transaction.Documents.CreateAsync("seats", new Note { Kind = row, Rank = i }, token);
            }
        }).AsTask())));

        Assert.That(await Documents.CountAsync("seats"), Is.EqualTo(4));
    }

    [Test]
    public async Task A_change_that_the_query_does_not_select_is_no_conflict()
    {
        await Documents.CreateAsync("notes", new Note { Id = "a", Kind = "x" });
        var runs = 0;

        await Store.TransactAsync(async (transaction, token) =>
        {
            runs++;
            await ToListAsync(transaction.Documents.FindAsync<Note>("notes", Filter.Eq("kind", "x"), null, token));
            await Documents.CreateAsync("notes", new Note { Id = "b", Kind = "y" }, token);
            await transaction.Documents.PutAsync("other", "o", new Note(), Upsert, token);
        });

        Assert.That(runs, Is.EqualTo(1));
    }

    [Test]
    public async Task Money_moved_by_transactions_beside_readers_is_never_made_or_lost()
    {
        const int accounts = 8;
        await Documents.CreateManyAsync("accounts", Enumerable.Range(0, accounts).Select(static i => new Note { Id = $"a{i}", Rank = 100 }));
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var sum = await Store.TransactAsync(async (transaction, token) =>
                    (await ToListAsync(transaction.Documents.FindAsync<Note>("accounts", null, null, token))).Sum(static account => account.Rank));
                Assert.That(sum, Is.EqualTo(accounts * 100));
            }
        });

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            for (var i = 0; i < 40; i++)
            {
                var (from, to) = ($"a{random.Next(accounts)}", $"a{random.Next(accounts)}");
                await Store.TransactAsync(async (transaction, token) =>
                {
                    foreach (var (id, change) in new[] { (from, -5), (to, 5) })
                    {
                        var account = (await transaction.Documents.ReadAsync<Note>("accounts", id, token))!;
                        await transaction.Documents.PutAsync("accounts", id, account with { Rank = account.Rank + change }, Upsert, token);
                    }
                });
            }
        })));

        await stop.CancelAsync();
        await reader;
    }

    [Test]
    public async Task Eight_transactions_that_query_and_update_beside_32_plain_writers_all_finish()
    {
        await Documents.CreateManyAsync("notes", Enumerable.Range(0, 200).Select(static i => new Note { Id = $"n{i:000}", Kind = i % 2 == 0 ? "even" : "odd" }));
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 32).Select(writer => Task.Run(async () =>
        {
            var random = new Random(writer);
            while (!stop.IsCancellationRequested)
            {
                await Documents.UpdateAsync<Note>("notes", $"n{random.Next(200):000}", new { title = $"{writer}" });
            }
        })).ToList();
        var times = new ConcurrentBag<double>();

        var transactions = Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 3; i++)
            {
                var start = System.Diagnostics.Stopwatch.GetTimestamp();
                await Store.TransactAsync(async (transaction, token) =>
                {
                    var found = await ToListAsync(transaction.Documents.FindAsync<Note>("notes", Filter.Eq("kind", "even"), new FindOptions { Limit = 10 }, token));
                    await transaction.Documents.UpdateAsync<Note>("notes", found[worker].Id!, new { rank = found[worker].Rank + 1 }, token);
                });
                times.Add(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        })));
        await transactions.WaitAsync(TimeSpan.FromSeconds(60));

        await stop.CancelAsync();
        await Task.WhenAll(writers);
        TestContext.Out.WriteLine($"{times.Count} transactions, slowest {times.Max():0} ms");
        Assert.That((await ToListAsync(Documents.FindAsync<Note>("notes"))).Sum(static note => note.Rank), Is.EqualTo(24));
    }
}
