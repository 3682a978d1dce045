using Mosaic.Postgres.Changes;
using Mosaic.Postgres.Sessions;
using Mosaic.Postgres.Units;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Changes;

/// <summary>The change feed of units that write the record and nothing else.</summary>
[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Servers))]
public sealed class ChangeFeedTests(string server)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private PostgresDatabase _database = null!;
    private PostgresSession _session = null!;
    private PostgresChanges _feed = null!;

    [SetUp]
    public async Task Open()
    {
        _database = await PostgresFixture.CreateDatabaseAsync(server);
        _session = await PostgresSession.OpenAsync(_database.ConnectionString, Things.Options(), CancellationToken.None);
        _feed = new PostgresChanges(_session);
    }

    [TearDown]
    public async Task Close()
    {
        await _feed.DisposeAsync();
        await _session.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Test]
    public async Task A_number_that_is_drawn_early_and_committed_late_is_neither_skipped_nor_overtaken()
    {
        await AddAsync("first");
        await using var following = _feed.ReadAsync().GetAsyncEnumerator();
        Assert.That(await NextAsync(following), Is.EqualTo("first"));

        var (late, commit) = await BeginAsync("late");
        await AddAsync("early");
        var next = NextAsync(following);
        Assert.That(await Task.WhenAny(next, Task.Delay(500)), Is.Not.SameAs(next), "what is behind a gap waits");
        var head = _feed.GetHeadAsync().AsTask();
        Assert.That(await Task.WhenAny(head, Task.Delay(200)), Is.Not.SameAs(head), "the head too");
        await commit();
        await late.DisposeAsync();

        Assert.That(await next, Is.EqualTo("late"));
        Assert.That(await NextAsync(following), Is.EqualTo("early"));
        await head.WaitAsync(Patience);
    }

    [Test]
    public async Task A_number_of_a_unit_that_rolled_back_is_passed_over()
    {
        var (unit, _) = await BeginAsync("never");
        await AddAsync("a");
        var taking = TakeAsync(null, 1);
        await Task.Delay(100);
        Assert.That(taking.IsCompleted, Is.False);
        await unit.DisposeAsync();

        Assert.That(await taking, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task A_transaction_in_flight_that_drew_no_number_holds_nobody_up()
    {
        await using var other = await _database.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await ExecuteAsync(other, "select pg_current_xact_id()");
        var (lost, _) = await BeginAsync("lost");
        await lost.DisposeAsync();
        await AddAsync("a");
        var head = await _feed.GetHeadAsync().AsTask().WaitAsync(Patience);

        Assert.That(await TakeAsync(null, 1), Is.EqualTo(new[] { "a" }));
        await AddAsync("b");
        Assert.That(await TakeAsync(head, 1), Is.EqualTo(new[] { "b" }));
    }

    [Test]
    public async Task Followers_beside_units_of_all_lengths_see_each_change_once_in_one_order()
    {
        const int writers = 8, each = 60;
        var followers = Enumerable.Range(0, 3).Select(_ => Task.Run(() => TakeAsync(null, writers * each))).ToList();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < each; i++)
            {
                var (unit, commit) = await BeginAsync($"{writer}/{i}");
                await Task.Delay(Random.Shared.Next(5));
                if (i % 7 == 3)
                {
                    await unit.DisposeAsync();
                    (unit, commit) = await BeginAsync($"{writer}/{i}");
                }

                await commit();
                await unit.DisposeAsync();
            }
        })));
        var seen = await Task.WhenAll(followers);

        Assert.That(seen[0], Is.Unique);
        Assert.That(seen[1], Is.EqualTo(seen[0]));
        Assert.That(seen[2], Is.EqualTo(seen[0]));
        foreach (var writer in seen[0].GroupBy(static id => id.Split('/')[0]))
        {
            Assert.That(writer.Select(static id => int.Parse(id.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture)), Is.Ordered);
        }
    }

    [Test]
    public async Task Killed_connections_skip_nothing()
    {
        await AddAsync("0");
        await using var following = _feed.ReadAsync().GetAsyncEnumerator();
        for (var i = 0; i < 5; i++)
        {
            Assert.That(await NextAsync(following), Is.EqualTo($"{i}"));
            await _database.ScalarAsync("select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()");
            await AddAsync($"{i + 1}");
        }
    }

    [Test]
    public async Task The_record_is_bounded_by_number_and_age_and_says_what_it_let_go()
    {
        _session.Options.ChangeRecordRowsMax = 160;
        await using var trim = new ChangeTrim(_session);
        await AddAsync("0");
        var first = await _feed.GetHeadAsync();
        for (var i = 1; i <= 50; i++)
        {
            await AddAsync(Enumerable.Range(0, 10).Select(j => $"{i}.{j}").ToArray());
        }

        await trim.TrimAsync(CancellationToken.None);
        Assert.That(async () => await TakeAsync(first, 1), Throws.TypeOf<FeedTrimmedException>());
        var kept = (long)(await _database.ScalarAsync("select sum(cardinality(ids))::bigint from mosaic.changes"))!;
        Assert.That(kept, Is.InRange(50, 160));
        Assert.That(await TakeAsync(null, (int)kept), Has.Count.EqualTo(kept));

        var head = await _feed.GetHeadAsync();
        _session.Options.ChangeRecordAgeMax = TimeSpan.Zero;
        await trim.TrimAsync(CancellationToken.None);
        Assert.That(await _database.ScalarAsync("select count(*) from mosaic.changes"), Is.EqualTo(0));
        await AddAsync("new");
        Assert.That(await TakeAsync(head, 1), Is.EqualTo(new[] { "new" }), "nothing behind it was let go");
    }

    [Test]
    public async Task Units_tell_while_somebody_follows_and_not_before()
    {
        await using var listener = await _database.OpenAsync();
        var told = 0;
        listener.Notification += (_, _) => told++;
        await ExecuteAsync(listener, $"listen {(string)(await _database.ScalarAsync("select mosaic.notification_channel()"))!}");
        await AddAsync("a");
        await ExecuteAsync(listener, "select 1");
        Assert.That(told, Is.Zero);

        await using var following = _feed.ReadAsync().GetAsyncEnumerator();
        Assert.That(await NextAsync(following), Is.EqualTo("a"));
        await Things.UntilAsync(_database, "(select followed_until > now() from mosaic.change_feed)");
        await AddAsync("b");
        await ExecuteAsync(listener, "select 1");
        Assert.That(told, Is.EqualTo(1));
    }

    private static async Task<string> NextAsync(IAsyncEnumerator<Change> feed)
    {
        Assert.That(await feed.MoveNextAsync().AsTask().WaitAsync(Patience), Is.True);
        return feed.Current.Id;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<List<string>> TakeAsync(string? cursor, int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        var ids = new List<string>();
        await foreach (var change in _feed.ReadAsync(cursor, patience.Token))
        {
            ids.Add(change.Id);
            if (ids.Count == count)
            {
                break;
            }
        }

        return ids;
    }

    private async Task AddAsync(params string[] ids) => await _session.Units.RunAsync(
        new WriteUnit<bool>("add")
        {
            AddStatements = batch =>
            {
                var statements = new ChangeStatements(_session.Sql);
                statements.Add(batch, Backends.ChangeKind.Document, "c", ids, [.. ids.Select(static _ => 1L)], deleted: false);
                statements.Tell(batch);
            },
            Read = static _ => ValueTask.FromResult(true),
            Recall = static _ => true,
        },
        CancellationToken.None);

    /// <summary>A unit that has drawn its number and stays open.</summary>
    private async Task<(NpgsqlConnection Connection, Func<Task> Commit)> BeginAsync(string id)
    {
        var connection = await _database.OpenAsync();
        await ExecuteAsync(
            connection,
            $"begin; select mosaic.begin_unit('{Guid.CreateVersion7()}', {_session.Schema.Fence}, {_session.Epoch}, '5s');"
            + $"insert into mosaic.changes (kind, collection, ids, versions, deleted) values ('document', 'c', '{{{id}}}', '{{1}}', false); select mosaic.tell('changes', '')");
        return (connection, () => ExecuteAsync(connection, "commit"));
    }
}
