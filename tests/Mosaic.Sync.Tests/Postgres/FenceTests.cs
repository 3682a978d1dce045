using Mosaic.Postgres.Sessions;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres;

[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Servers))]
public sealed class FenceTests(string server)
{
    private const string Waits = "exists (select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database()))";

    private PostgresDatabase database = null!;
    private PostgresSession session = null!;

    [SetUp]
    public async Task Open()
    {
        database = await PostgresFixture.CreateDatabaseAsync(server);
        session = await Things.OpenAsync(database);
    }

    [TearDown]
    public async Task Close()
    {
        if (session is not null)
        {
            await session.DisposeAsync();
            await database.DisposeAsync();
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Writers_wait_for_a_mover_and_are_told_where_the_store_went(bool serializable)
    {
        await using var mover = await database.OpenAsync();
        await using var transaction = await mover.BeginTransactionAsync();
        await ExecuteAsync(mover, $"select pg_advisory_xact_lock({session.Schema.Fence})");

        var write = session.Units.RunAsync(Things.Add("late", serializable), CancellationToken.None).AsTask();
        await Things.UntilAsync(database, Waits);
        Assert.That(write.IsCompleted, Is.False);

        await ExecuteAsync(mover, "update mosaic.epoch set epoch = epoch + 1, owner = 'local'");
        await transaction.CommitAsync();

        await Assert.ThrowsAsync<TierMovedException>(async () => await write);
        Assert.That(await Things.CountAsync(database, "late"), Is.Zero);
        await Assert.ThrowsAsync<TierMovedException>(async () => await Things.OpenAsync(database));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Writers_go_on_when_a_mover_gives_up(bool serializable)
    {
        await using var mover = await database.OpenAsync();
        await using var transaction = await mover.BeginTransactionAsync();
        await ExecuteAsync(mover, $"select pg_advisory_xact_lock({session.Schema.Fence})");
        var write = session.Units.RunAsync(Things.Add("patient", serializable), CancellationToken.None).AsTask();
        await Things.UntilAsync(database, Waits);

        await transaction.RollbackAsync();

        Assert.That(await write, Is.EqualTo("PATIENT"));
    }

    [Test]
    public async Task A_mover_waits_for_units_in_flight()
    {
        await using var writer = await database.OpenAsync();
        await using var transaction = await writer.BeginTransactionAsync();
        await ExecuteAsync(writer, $"select mosaic.begin_unit('{Guid.NewGuid()}', {session.Schema.Fence}, {session.Epoch}, '0')");

        Assert.That(await database.ScalarAsync($"select pg_try_advisory_xact_lock({session.Schema.Fence})"), Is.False);

        await transaction.CommitAsync();

        Assert.That(await database.ScalarAsync($"select pg_try_advisory_xact_lock({session.Schema.Fence})"), Is.True);
    }

    [Test]
    public async Task The_bound_of_a_wait_holds_for_the_locks_of_all_statements_of_a_unit()
    {
        await using var writer = await database.OpenAsync();
        await using var transaction = await writer.BeginTransactionAsync();
        await ExecuteAsync(writer, $"select mosaic.begin_unit('{Guid.NewGuid()}', {session.Schema.Fence}, {session.Epoch}, '1234')");
        await using var command = new NpgsqlCommand("show lock_timeout", writer);

        Assert.That(await command.ExecuteScalarAsync(), Is.EqualTo("1234ms"));
    }

    [Test]
    public async Task A_unit_applied_before_the_move_is_answered_after_it()
    {
        var unit = Things.Add("before");
        await session.Units.RunAsync(unit, CancellationToken.None);
        await database.ScalarAsync("update mosaic.epoch set epoch = epoch + 1");

        Assert.That(await session.Units.RunAsync(unit, CancellationToken.None), Is.EqualTo("BEFORE"));
        await Assert.ThrowsAsync<TierMovedException>(async () => await session.Units.RunAsync(Things.Add("other"), CancellationToken.None));
    }

    [Test]
    public async Task A_fence_that_stays_taken_ends_in_a_transient_error()
    {
        await using var hasty = await Things.OpenAsync(database, static () => new PostgresOptions { LockTimeout = TimeSpan.FromMilliseconds(50) });
        await using var mover = await database.OpenAsync();
        await using var transaction = await mover.BeginTransactionAsync();
        await ExecuteAsync(mover, $"select pg_advisory_xact_lock({session.Schema.Fence})");

        var error = (await Assert.ThrowsAsync<MosaicException>(async () => await hasty.Units.RunAsync(Things.Add("hasty"), CancellationToken.None)))!;

        Assert.That(error.IsTransient, Is.True);
        Assert.That(error.Message, Does.Contain("0.05 s"));
        Assert.That(error.Hint, Does.Contain("move"));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
