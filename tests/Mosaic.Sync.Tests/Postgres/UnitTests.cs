using System.Text;
using Mosaic.Postgres.Sessions;
using Mosaic.Postgres.Units;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres;

[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Servers))]
public sealed class UnitTests(string server)
{
    private PostgresDatabase database = null!;
    private PostgresSession session = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        database = await PostgresFixture.CreateDatabaseAsync(server);
        session = await Things.OpenAsync(database);
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        if (session is not null)
        {
            await session.DisposeAsync();
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_unit_is_applied_and_answers_what_its_statements_return(bool serializable)
    {
        Assert.That(await session.Units.RunAsync(Things.Add($"plain {serializable}", serializable), CancellationToken.None), Is.EqualTo($"PLAIN {serializable.ToString().ToUpperInvariant()}"));
        Assert.That(await Things.CountAsync(database, $"plain {serializable}"), Is.EqualTo(1));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_unit_that_is_run_again_answers_its_first_result_and_is_not_applied_again(bool serializable)
    {
        var unit = Things.Add($"again {serializable}", serializable);

        var first = await session.Units.RunAsync(unit, CancellationToken.None);
        var second = await session.Units.RunAsync(unit, CancellationToken.None);

        Assert.That(second, Is.EqualTo(first));
        Assert.That(await Things.CountAsync(database, $"again {serializable}"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_same_unit_run_by_many_at_once_is_applied_once()
    {
        var unit = Things.Add("crowd");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => session.Units.RunAsync(unit, CancellationToken.None).AsTask()));

        Assert.That(answers, Is.All.EqualTo("CROWD"));
        Assert.That(await Things.CountAsync(database, "crowd"), Is.EqualTo(1));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_unit_of_which_one_statement_fails_leaves_nothing_and_its_connection_serves_on(bool serializable)
    {
        var unit = new WriteUnit<int>("fail")
        {
            Serializable = serializable,
            AddStatements = static batch =>
            {
                batch.BatchCommands.Add(Things.Command("insert into mosaic.things (name) values ('half')"));
                batch.BatchCommands.Add(Things.Command("select 1 / $1", 0));
            },
            Read = static _ => ValueTask.FromResult(0),
            Recall = static _ => 0,
        };

        var error = (await Assert.ThrowsAsync<MosaicException>(async () => await session.Units.RunAsync(unit, CancellationToken.None)))!;

        Assert.That(error.IsTransient, Is.False);
        Assert.That(error.Operation, Is.EqualTo("fail"));
        Assert.That(await Things.CountAsync(database, "half"), Is.Zero);
        Assert.That(await session.Units.RunAsync(Things.Add("after", serializable), CancellationToken.None), Is.EqualTo("AFTER"));
    }

    [Test]
    public async Task What_fails_only_at_the_commit_is_not_acknowledged()
    {
        await database.ScalarAsync("create table mosaic.late (id int unique deferrable initially deferred); insert into mosaic.late values (1)");
        var unit = new WriteUnit<int>("collide")
        {
            AddStatements = static batch => batch.BatchCommands.Add(Things.Command("insert into mosaic.late values (1)")),
            Read = static _ => ValueTask.FromResult(0),
            Recall = static _ => 0,
        };

        await Assert.ThrowsAsync<MosaicException>(async () => await session.Units.RunAsync(unit, CancellationToken.None));
        Assert.That(await database.ScalarAsync($"select count(*) from mosaic.units where key = '{unit.Key}'"), Is.Zero);
    }

    [Test]
    public async Task A_long_unit_copies_and_is_applied_once()
    {
        var runs = 0;
        var unit = new LongUnit<string>("copy")
        {
            Run = async connection =>
            {
                runs++;
                await using (var import = await connection.BeginBinaryImportAsync("copy mosaic.things (name) from stdin (format binary)"))
                {
                    await import.WriteRowAsync(CancellationToken.None, "copied");
                    await import.CompleteAsync();
                }

                return "first";
            },
            Recall = static _ => "recalled",
        };

        Assert.That(await session.Units.RunAsync(unit, CancellationToken.None), Is.EqualTo("first"));
        Assert.That(await session.Units.RunAsync(unit, CancellationToken.None), Is.EqualTo("recalled"));
        Assert.That(runs, Is.EqualTo(1));
        Assert.That(await Things.CountAsync(database, "copied"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_cancelled_unit_was_not_written()
    {
        var unit = Things.Add("cancelled");

        Assert.That(async () => await session.Units.RunAsync(unit, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await Things.CountAsync(database, "cancelled"), Is.Zero);
    }

    [Test]
    public async Task A_unit_its_key_and_its_result_are_one_transaction()
    {
        await session.Units.RunAsync(Things.Add("one"), CancellationToken.None);

        Assert.That(await database.ScalarAsync(
            "select u.xmin = t.xmin from mosaic.things t, mosaic.units u where t.name = 'one' and u.result = convert_to('ONE', 'UTF8')"), Is.True);
    }

    [TestCase("53100", typeof(StoreFullException), false)]
    [TestCase("40P01", typeof(ConflictException), true)]
    [TestCase("55P03", typeof(MosaicException), true)]
    [TestCase("23505", typeof(MosaicException), false)]
    public async Task What_the_server_refuses_reaches_the_caller_as_what_it_means(string state, Type type, bool transient)
    {
        await database.ScalarAsync("create or replace function mosaic.refuse(state text) returns void language plpgsql as $$ begin raise exception 'refused' using errcode = state; end $$");
        var unit = new WriteUnit<int>("add")
        {
            AddStatements = batch => batch.BatchCommands.Add(Things.Command("select mosaic.refuse($1)", state)),
            Read = static _ => ValueTask.FromResult(0),
            Recall = static _ => 0,
        };

        var error = (MosaicException)(await Assert.ThrowsAsync(Is.TypeOf(type), async () => await session.Units.RunAsync(unit, CancellationToken.None)))!;

        Assert.That(error.IsTransient, Is.EqualTo(transient));
        Assert.That(error.Message, Does.Contain("refused"));
        Assert.That(await session.Units.RunAsync(Things.Add($"after {state}"), CancellationToken.None), Is.EqualTo($"AFTER {state}"));
    }

    [Test]
    public async Task An_extension_that_the_server_lacks_is_told()
    {
        var error = (await Assert.ThrowsAsync<MosaicException>(async () => await session.Reads.RunAsync(
            "open",
            static async (connection, cancellationToken) =>
            {
                await using var command = new NpgsqlCommand("create extension no_such_thing", connection);
                return await command.ExecuteNonQueryAsync(cancellationToken);
            },
            CancellationToken.None)))!;

        Assert.That(error.Hint, Does.Contain("package"));
    }

    [Test]
    public async Task Old_units_are_let_go_and_young_ones_kept()
    {
        await using var own = await PostgresFixture.CreateDatabaseAsync(server);
        await using var opened = await Things.OpenAsync(own);
        var runner = new UnitRunner(opened.Source, opened.Sql, opened.Pipelines, opened.Errors,
            new UnitSettings(opened.Schema.Fence, opened.Epoch, TimeSpan.FromSeconds(5)) { TrimEvery = 2 });
        var old = Things.Add("old");
        await runner.RunAsync(old, CancellationToken.None);
        await own.ScalarAsync("create or replace function mosaic.now_utc() returns timestamptz language sql stable as $$ select statement_timestamp() + interval '25 hours' $$");

        var young = Things.Add("young");
        await runner.RunAsync(young, CancellationToken.None);

        Assert.That(await own.ScalarAsync("select count(*) from mosaic.units"), Is.EqualTo(1));
        Assert.That(await own.ScalarAsync($"select applied_at > statement_timestamp() + interval '24 hours' from mosaic.units where key = '{young.Key}'"), Is.True);
    }

    [Test]
    public async Task Old_units_are_let_go_whatever_the_clocks_of_clients_say()
    {
        await using var own = await PostgresFixture.CreateDatabaseAsync(server);
        await using var opened = await Things.OpenAsync(own);
        await own.ScalarAsync(
            """
            insert into mosaic.units (key, applied_at)
            select ('00000000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid, statement_timestamp() from generate_series(1, 50) i
            union all
            select ('00000001-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid, statement_timestamp() - interval '3 hours' from generate_series(1, 50) i
            """);
        var runner = new UnitRunner(opened.Source, opened.Sql, opened.Pipelines, opened.Errors,
            new UnitSettings(opened.Schema.Fence, opened.Epoch, TimeSpan.FromSeconds(5)) { TrimEvery = 2 });
        for (var i = 0; i < 32; i++)
        {
            await runner.RunAsync(Things.Add($"{i}"), CancellationToken.None);
        }

        Assert.That(await own.ScalarAsync("select count(*) filter (where applied_at < statement_timestamp() - interval '2 hours') from mosaic.units"), Is.EqualTo(0));
        Assert.That(await own.ScalarAsync("select count(*) from mosaic.units"), Is.EqualTo(50 + 32));
    }

    [Test]
    public async Task Serializable_units_that_collide_are_tried_again_until_all_are_applied()
    {
        await database.ScalarAsync("create table mosaic.counters (n int); insert into mosaic.counters values (0)");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => await session.Units.RunAsync(Increment(), CancellationToken.None)));

        Assert.That(await database.ScalarAsync("select n from mosaic.counters"), Is.EqualTo(4));
    }

    private static WriteUnit<int> Increment() => new("increment")
    {
        Serializable = true,
        AddStatements = static batch => batch.BatchCommands.Add(Things.Command("update mosaic.counters set n = n + 1")),
        Read = static _ => ValueTask.FromResult(0),
        Recall = static _ => 0,
    };
}
