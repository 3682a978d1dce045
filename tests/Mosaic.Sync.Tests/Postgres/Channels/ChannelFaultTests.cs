using System.Collections.Concurrent;
using System.Text;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Channels;

/// <summary>Channels over connections that fail, and beside processes that end.</summary>
[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Servers))]
public sealed class ChannelFaultTests(string server)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly SubscribeOptions Durable = new() { Name = "s" };

    private PostgresDatabase _database = null!;
    private TcpProxy _proxy = null!;
    private PostgresMosaic _proxied = null!;
    private PostgresMosaic _other = null!;

    [SetUp]
    public async Task Open()
    {
        _database = await PostgresFixture.CreateDatabaseAsync(server);
        var connection = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { KeepAlive = 1 };
        _proxy = new TcpProxy(connection.Host!, connection.Port);
        _other = await PostgresMosaic.OpenAsync(connection.ConnectionString, new PostgresOptions { PoolSizeMax = 5 });
        connection.Port = _proxy.Port;
        _proxied = await PostgresMosaic.OpenAsync(connection.ConnectionString, new PostgresOptions
        {
            PoolSizeMax = 5,
            CommandTimeout = TimeSpan.FromSeconds(2),
            LockTimeout = TimeSpan.FromSeconds(1),
            RetryTimeout = TimeSpan.FromSeconds(8),
            PollInterval = TimeSpan.FromHours(1), // what comes, comes by being told
        });
    }

    [TearDown]
    public async Task Close()
    {
        if (_proxied is not null)
        {
            await _proxied.DisposeAsync();
            await _other.DisposeAsync();
            await _proxy.DisposeAsync();
            await _database.DisposeAsync();
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_connection_that_goes_silent_is_noticed_and_a_durable_subscriber_misses_nothing(bool withCursor)
    {
        var (live, durable) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        var options = Durable;
        if (withCursor)
        {
            var cursors = new ConcurrentQueue<string>();
            await using (await _other.Channels.SubscribeAsync("c", (message, _) =>
            {
                cursors.Enqueue(message.Cursor);
                return default;
            }, Durable))
            {
                await _other.Channels.PublishAsync("c", "first");
                await Until(() => !cursors.IsEmpty);
            }

            options = Durable with { From = cursors.Single() };
        }

        await using var a = await _proxied.Channels.SubscribeAsync("c", Into(live));
        await using var b = await _proxied.Channels.SubscribeAsync("c", Into(durable), options);
        await _other.Channels.PublishAsync("c", "before");
        await Until(() => live.Count == 1 && durable.Count == 1);

        _proxy.Silence();
        for (var i = 0; i < 20; i++)
        {
            await _other.Channels.PublishAsync("c", $"{i}");
        }

        // The publisher that listens in vain goes on all the same.
        await _proxied.Channels.PublishAsync("c", "own");
        await Until(() => durable.Count == 22);
        await _other.Channels.PublishAsync("c", "after");
        await Until(() => durable.Count == 23 && live.Contains("after"));

        Assert.That(durable, Is.EqualTo(["before", .. Enumerable.Range(0, 20).Select(static i => $"{i}"), "own", "after"]));
    }

    [Test]
    public async Task A_killed_connection_is_made_again_and_a_durable_subscriber_misses_nothing()
    {
        var durable = new ConcurrentQueue<string>();
        await using var a = await _proxied.Channels.SubscribeAsync("c", Into(durable), Durable);
        for (var i = 0; i < 60; i++)
        {
            await _other.Channels.PublishAsync("c", $"{i}");
            if (i % 10 == 5)
            {
                await _database.ScalarAsync("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and query like 'listen%'");
            }
        }

        await Until(() => durable.Count >= 60);
        Assert.That(durable, Is.EqualTo(Enumerable.Range(0, 60).Select(static i => $"{i}")));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_lost_answer_neither_doubles_nor_loses_a_message(bool silently)
    {
        var (live, durable) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        await using var a = await _other.Channels.SubscribeAsync("c", Into(live));
        await using var b = await _other.Channels.SubscribeAsync("c", Into(durable), Durable);

        _proxy.SwallowAnswerTo("doubtful"u8.ToArray(), silently);
        await _proxied.Channels.PublishAsync("c", "doubtful");
        _proxy.SwallowAnswerTo("COMMIT"u8.ToArray(), silently);
        await _proxied.TransactAsync(static (transaction, token) => transaction.PublishAsync("c", "in a transaction", token));
        await _proxied.Channels.PublishAsync("c", "last");
        await Until(() => live.Contains("last") && durable.Contains("last"));

        Assert.That(_proxy.Swallowed, Is.EqualTo(2));
        Assert.That(live, Is.EqualTo(["doubtful", "in a transaction", "last"]));
        Assert.That(durable, Is.EqualTo(live));
    }

    [Test]
    public async Task Subscribing_and_unsubscribing_answer_the_same_when_the_answer_is_lost()
    {
        var got = new ConcurrentQueue<string>();
        Lose();
        await using (await _proxied.Channels.SubscribeAsync("c", Into(got), Durable))
        {
            await _other.Channels.PublishAsync("c", "1");
            await Until(() => got.Count == 1);
        }

        // Refused, each, as if the answer had come at once.
        await using (await _other.Channels.SubscribeAsync("c", Into(got), Durable))
        {
            Lose();
            Assert.That(async () => await _proxied.Channels.SubscribeAsync("c", Into(got), Durable), Throws.InvalidOperationException);
            Lose();
            Assert.That(async () => await _proxied.Channels.UnsubscribeAsync("c", "s"), Throws.InvalidOperationException);
        }

        Lose();
        Assert.That(async () => await _proxied.Channels.SubscribeAsync("c", Into(got), Durable with { From = "999999999" }), Throws.ArgumentException);
        Lose();
        Assert.That(await _proxied.Channels.UnsubscribeAsync("c", "s"), Is.True);
        Lose();
        Assert.That(await _proxied.Channels.UnsubscribeAsync("c", "s"), Is.False);
        Assert.That(_proxy.Swallowed, Is.EqualTo(6));
        Assert.That(await _database.ScalarAsync("select count(*) from mosaic.changes where kind = 'subscription' and not deleted"), Is.EqualTo(2), "made, and one cursor");
        Assert.That(await _database.ScalarAsync("select count(*) from mosaic.changes where kind = 'subscription' and deleted"), Is.EqualTo(1));

        void Lose() => _proxy.SwallowAnswerTo("subscribe("u8.ToArray());
    }

    [Test]
    public async Task A_subscription_whose_process_is_gone_is_taken_over_with_what_it_had_not_handled()
    {
        var (first, second) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        await using var held = await _proxied.Channels.SubscribeAsync("c", Into(first), Durable);
        await _other.Channels.PublishAsync("c", "1");
        await Until(() => first.Count == 1);
        await Things.UntilAsync(_database, "handled > (select min(number) - 1 from mosaic.channel_messages) from mosaic.channel_subscriptions");
        Assert.That(async () => await _other.Channels.SubscribeAsync("c", Into(second), Durable), Throws.InvalidOperationException);

        var clock = System.Diagnostics.Stopwatch.StartNew();
        await _proxy.DisposeAsync(); // its connections end, and it makes no others
        await _other.Channels.PublishAsync("c", "2");
        await using var taken = await TakeOverAsync(second);
        await _other.Channels.PublishAsync("c", "3");
        await Until(() => second.Count == 2);
        TestContext.Out.WriteLine($"taken over after {clock.Elapsed}");

        Assert.That(second, Is.EqualTo(["2", "3"]));
        Assert.That(first, Is.EqualTo(["1"]));
    }

    [Test]
    public async Task A_holder_whose_lock_was_lost_for_a_moment_ends_when_another_has_taken_over()
    {
        var (first, second) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        using var holding = new SemaphoreSlim(0);
        await using var held = await _proxied.Channels.SubscribeAsync(
            "c",
            async (message, token) =>
            {
                first.Enqueue(message.Content);
                await holding.WaitAsync(token);
            },
            Durable);
        await _other.Channels.PublishAsync("c", "1");
        await _other.Channels.PublishAsync("c", "2");
        await Until(() => first.Count == 1);

        // Its lock is kept from coming back: as a network does that one side only is cut off from.
        var instance = _proxied.Session.Instance;
        await using var thief = await _database.OpenAsync();
        await using var kill = new NpgsqlCommand(
            $"select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objsubid = 1 and granted and ((classid::bigint << 32) | objid::bigint) = {instance}; select pg_advisory_lock_shared({instance})", thief);
        await kill.ExecuteNonQueryAsync();
        await using var taken = await TakeOverAsync(second);
        await Until(() => second.Count == 2);
        holding.Release(10);
        await _other.Channels.PublishAsync("c", "3");
        await Until(() => second.Count == 3);

        // What it had in hand it handles; it writes no cursor and reads no more.
        Assert.That(second, Is.EqualTo(["1", "2", "3"]));
        await Until(() => _proxied.Session.Notifications.Topics == 0);
        Assert.That(first, Is.SubsetOf(["1", "2"]));
    }

    private async Task<IAsyncDisposable> TakeOverAsync(ConcurrentQueue<string> into)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                return await _other.Channels.SubscribeAsync("c", Into(into), Durable, deadline.Token);
            }
            catch (InvalidOperationException)
            {
                await Task.Delay(20, deadline.Token); // the server has not seen it end yet
            }
        }
    }

    private static Func<ChannelMessage, CancellationToken, ValueTask> Into(ConcurrentQueue<string> queue) => (message, _) =>
    {
        queue.Enqueue(message.Content);
        return ValueTask.CompletedTask;
    };

    private static async Task Until(Func<bool> done)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!done())
        {
            await Task.Delay(20, deadline.Token);
        }
    }
}
