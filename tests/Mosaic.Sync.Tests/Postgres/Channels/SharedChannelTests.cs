using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Channels;

/// <summary>Channels between processes: two stores on one schema.</summary>
[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Servers))]
public sealed class SharedChannelTests(string server)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private PostgresDatabase _database = null!;
    private PostgresMosaic _here = null!;
    private PostgresMosaic _there = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        _database = await PostgresFixture.CreateDatabaseAsync(server);
        _here = await OpenAsync();
        _there = await OpenAsync();
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        if (_there is not null)
        {
            await _here.DisposeAsync();
            await _there.DisposeAsync();
        }
    }

    private ValueTask<PostgresMosaic> OpenAsync(bool? pooler = null) => PostgresMosaic.OpenAsync(
        _database.ConnectionString, new PostgresOptions { PoolSizeMax = 10, BehindTransactionPooler = pooler, PollInterval = TimeSpan.FromMilliseconds(200) });

    [Test]
    public async Task Two_stores_get_each_others_messages_in_one_order()
    {
        var (one, two) = (new ConcurrentQueue<ChannelMessage>(), new ConcurrentQueue<ChannelMessage>());
        await using var a = await _here.Channels.SubscribeAsync("talk", Into(one));
        await using var b = await _there.Channels.SubscribeAsync("talk", Into(two));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(speaker => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await (speaker % 2 == 0 ? _here : _there).Channels.PublishAsync("talk", $"{speaker} {i}");
            }
        })));
        await Until(() => one.Count == 200 && two.Count == 200);

        Assert.That(two, Is.EqualTo(one));
        Assert.That(one.Select(static message => message.Content), Is.Unique);
    }

    [TestCase(7_000)]
    [TestCase(7_001)]
    [TestCase(1_000_000)]
    public async Task Contents_of_every_size_come_through_a_channel_with_the_longest_name(int bytes)
    {
        var channel = new string('ü', 64);
        var (live, durable) = (new ConcurrentQueue<ChannelMessage>(), new ConcurrentQueue<ChannelMessage>());
        await using var a = await _there.Channels.SubscribeAsync(channel, Into(live));
        await _here.Channels.PublishAsync(channel, Text(bytes));
        await using var b = await _there.Channels.SubscribeAsync(channel, Into(durable), new SubscribeOptions { Name = $"kept {bytes}" });
        await _here.Channels.PublishAsync(channel, Text(bytes + 1));
        await Until(() => live.Count == 2 && durable.Count == 1);

        Assert.That(live.Select(static message => message.Content), Is.EqualTo([Text(bytes), Text(bytes + 1)]));
        Assert.That(durable.Single().Content, Is.EqualTo(Text(bytes + 1)));
    }

    [Test]
    public async Task Hostile_text_comes_through_as_it_is()
    {
        string[] contents = ["", "\0", "a\0b\u0001\u0005", "\n", "1 2\n3", "{\"a\":\"\\u0000\"}", "'; drop schema mosaic; --", "\ud83d\ude00 \ufeff\ufffe\u2028", " \t\r\n"];
        foreach (var channel in (string[])["", "'\"\\; {schema} $1 %", "ž/ /\ud83d\ude00", "a b"])
        {
            var name = channel.Length == 0 ? "plain" : channel;
            var (live, durable) = (new ConcurrentQueue<ChannelMessage>(), new ConcurrentQueue<ChannelMessage>());
            await using var a = await _there.Channels.SubscribeAsync(name, Into(live));
            foreach (var content in contents)
            {
                await _here.Channels.PublishAsync(name, content);
            }

            await using var b = await _there.Channels.SubscribeAsync(name, Into(durable), new SubscribeOptions { Name = name });
            foreach (var content in contents)
            {
                await _here.Channels.PublishAsync(name, content);
            }

            await Until(() => live.Count == 2 * contents.Length && durable.Count == contents.Length);
            Assert.That(live.Select(static message => message.Content), Is.EqualTo([.. contents, .. contents]));
            Assert.That(durable.Select(static message => message.Content), Is.EqualTo(contents));
            Assert.That(live.Select(static message => message.Channel), Is.All.EqualTo(name));
        }
    }

    [Test]
    public async Task A_backlog_of_large_messages_is_read_in_pages_of_a_few()
    {
        var got = new ConcurrentQueue<ChannelMessage>();
        await (await _here.Channels.SubscribeAsync("large", Into(got), new SubscribeOptions { Name = "s" })).DisposeAsync();
        for (var i = 0; i < 12; i++)
        {
            await _here.Channels.PublishAsync("large", Text(1_000_000 + i));
        }

        await _database.ScalarAsync("update mosaic.channel_subscriptions set lease = gen_random_uuid() where channel = 'large'");
        var page = $"select count(*) from ({Sql("channel_page").Replace("$1", "'large'").Replace("$2", "'s'").Replace("$3", "(select lease from mosaic.channel_subscriptions where channel = 'large')")}) p";
        Assert.That(await _database.ScalarAsync(page), Is.EqualTo(4));
        await using var again = await _there.Channels.SubscribeAsync("large", Into(got), new SubscribeOptions { Name = "s" });
        await Until(() => got.Count == 12);
        Assert.That(got.Select(static message => message.Content.Length), Is.EqualTo(Enumerable.Range(1_000_000, 12)));
    }

    [Test]
    public async Task Ten_thousand_channels_with_subscribers_in_some_cost_little_and_leave_nothing()
    {
        const int channels = 10_000;
        var got = new ConcurrentDictionary<string, int>();
        Func<ChannelMessage, CancellationToken, ValueTask> count = (message, _) =>
        {
            got.AddOrUpdate(message.Content, 1, static (_, before) => before + 1);
            return ValueTask.CompletedTask;
        };
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var topics = _there.Session.Notifications.Topics;
        var clock = Stopwatch.StartNew();
        var live = new List<IAsyncDisposable>();
        for (var i = 0; i < channels; i++)
        {
            live.Add(await _there.Channels.SubscribeAsync($"many/{i}", count));
        }

        var durable = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
            await _there.Channels.SubscribeAsync($"many/{i}", count, new SubscribeOptions { Name = "s" })));
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        var subscribed = clock.Elapsed;

        await Parallel.ForEachAsync(Enumerable.Range(0, channels), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, token) =>
            await _here.Channels.PublishAsync($"many/{i}", $"{i}", token));
        await Until(() => got.Count == channels && got.Values.Sum() == channels + 100);
        TestContext.Out.WriteLine($"{channels} channels: subscribed in {subscribed}, {memory / channels} bytes each, a message to each by {clock.Elapsed}");
        Assert.That(memory, Is.LessThan(100_000_000));

        foreach (var subscription in live.Concat(durable))
        {
            await subscription.DisposeAsync();
        }

        Assert.That(_there.Session.Notifications.Topics, Is.EqualTo(topics));
        Assert.That(await _database.ScalarAsync("select count(*) from mosaic.channel_messages where channel like 'many/%'"), Is.EqualTo(100));
    }

    [Test]
    public async Task A_subscriber_whose_call_is_cancelled_is_not_left_behind()
    {
        // Nothing can be listened on: the connection for it is refused.
        var connection = new NpgsqlConnectionStringBuilder(_database.ConnectionString);
        await using var proxy = new TcpProxy(connection.Host!, connection.Port);
        connection.Port = proxy.Port;
        await using var store = await PostgresMosaic.OpenAsync(connection.ConnectionString, new PostgresOptions { PoolSizeMax = 5 });
        var got = new ConcurrentQueue<ChannelMessage>();
        foreach (var options in (SubscribeOptions[])[new(), new() { Name = "s" }])
        {
            proxy.Refuse(Encoding.ASCII.GetBytes("listen \""), "57P03");
            using var cancel = new CancellationTokenSource();
            var subscribing = store.Channels.SubscribeAsync("cancelled", Into(got), options, cancel.Token).AsTask();
            await cancel.CancelAsync();

            // It may have been quicker than the cancellation.
            await subscribing.ContinueWith(static _ => { }, TaskScheduler.Default);
            if (subscribing.IsCompletedSuccessfully)
            {
                await (await subscribing).DisposeAsync();
            }
        }

        Assert.That(store.Session.Notifications.Topics, Is.Zero);
        await _here.Channels.PublishAsync("cancelled", "x");
        await using var free = await _there.Channels.SubscribeAsync("cancelled", Into(got), new SubscribeOptions { Name = "s", From = "1" });
    }

    [Test]
    public async Task A_message_of_a_transaction_that_began_before_a_subscription_is_kept_for_it()
    {
        await using var connection = await _database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.Serializable);
        await ExecuteAsync(connection, "select count(*) from mosaic.channel_subscriptions");
        var got = new ConcurrentQueue<ChannelMessage>();
        await using var subscription = await _here.Channels.SubscribeAsync("begun", Into(got), new SubscribeOptions { Name = "s" });

        var error = await Assert.ThrowsAsync<PostgresException>(async () => await ExecuteAsync(connection, "select mosaic.publish('begun', 'x')"));

        // The unit is run again with a snapshot that sees the subscription.
        Assert.That(error!.SqlState, Is.EqualTo(PostgresErrorCodes.SerializationFailure));
        await _there.TransactAsync(static (publishing, token) => publishing.PublishAsync("begun", "x", token));
        await Until(() => got.Count == 1);
    }

    [Test]
    public async Task Behind_a_transaction_pooler_subscribers_poll()
    {
        await using var pooled = await OpenAsync(pooler: true);
        var (live, late, durable) = (new ConcurrentQueue<ChannelMessage>(), new ConcurrentQueue<ChannelMessage>(), new ConcurrentQueue<ChannelMessage>());
        await _here.Channels.PublishAsync("pooled", "too early");
        await using var a = await pooled.Channels.SubscribeAsync("pooled", Into(live));
        await _here.Channels.PublishAsync("pooled", "1");
        await pooled.Channels.PublishAsync("pooled", "2\0");
        Assert.That(pooled.Capabilities.HasFlag(MosaicCapabilities.PushWake), Is.False);
        await using var b = await pooled.Channels.SubscribeAsync("pooled", Into(durable), new SubscribeOptions { Name = "s" });
        await using var c = await pooled.Channels.SubscribeAsync("pooled", Into(late));
        for (var i = 3; i <= 250; i++)
        {
            await _here.Channels.PublishAsync("pooled", $"{i}");
        }

        await _here.Channels.PublishAsync("pooled", Text(1_000_000));
        await Until(() => live.Count == 251 && durable.Count == 249 && late.Count == 249);
        Assert.That(live.Select(static message => message.Content).Take(250), Is.EqualTo(Enumerable.Range(1, 250).Select(static i => i == 2 ? "2\0" : $"{i}")));
        Assert.That(late, Is.EqualTo(live.Skip(2)));
        Assert.That(durable, Is.EqualTo(live.Skip(2)));

        // One handler at a time: whoever holds the lease keeps it by renewing it.
        await using var other = await OpenAsync(pooler: true);
        Assert.That(async () => await other.Channels.SubscribeAsync("pooled", Into(durable), new SubscribeOptions { Name = "s" }), Throws.InvalidOperationException);
        await b.DisposeAsync();
        await using var taken = await other.Channels.SubscribeAsync("pooled", Into(durable), new SubscribeOptions { Name = "s" });
    }

    private static Func<ChannelMessage, CancellationToken, ValueTask> Into(ConcurrentQueue<ChannelMessage> queue) => (message, _) =>
    {
        queue.Enqueue(message);
        return ValueTask.CompletedTask;
    };

    private static string Text(int bytes) => string.Create(bytes, 0, static (span, _) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = (char)('a' + (i % 26));
        }
    });

    private string Sql(string name) => _here.Session.Sql[name];

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task Until(Func<bool> done)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!done())
        {
            await Task.Delay(20, deadline.Token);
        }
    }
}
