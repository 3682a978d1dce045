using System.Text;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Transactions;

/// <summary>Transactions whose connection ends on the way are applied once, and answered.</summary>
[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Servers))]
public sealed class LostConnectionTests(string server)
{
    private PostgresDatabase _database = null!;
    private TcpProxy _proxy = null!;
    private PostgresMosaic _store = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        _database = await PostgresFixture.CreateDatabaseAsync(server);
        _proxy = new TcpProxy("127.0.0.1", new NpgsqlConnectionStringBuilder(_database.ConnectionString).Port);
        _store = await TransactionFixture.OpenAsync(_database, "lost", _proxy.Port);
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_commit_that_is_not_answered_is_applied_once_and_answered(bool silently)
    {
        var swallowed = _proxy.Swallowed;
        var runs = 0;
        await TransactionFixture.ApplyAsync(_store, $"swallowed {silently}", run =>
        {
            runs = run;
            _proxy.SwallowAnswerTo(Encoding.ASCII.GetBytes("COMMIT"), silently);
            return Task.CompletedTask;
        });

        Assert.That(_proxy.Swallowed, Is.EqualTo(swallowed + 1));
        Assert.That(runs, Is.EqualTo(1));
    }

    [Test]
    public async Task A_connection_that_ends_at_any_statement_of_the_commit_changes_nothing()
    {
        await TransactionFixture.ApplyAsync(_store, "warm", static _ => Task.CompletedTask);
        var statement = 0;
        var isOver = false;
        while (!isOver)
        {
            statement++;
            await TransactionFixture.ApplyAsync(_store, $"cut {statement}", run =>
            {
                if (run == 1)
                {
                    _proxy.CutAt(statement);
                }

                return Task.CompletedTask;
            });
            isOver = _proxy.CutAt(0);
        }

        await TestContext.Out.WriteLineAsync($"{statement - 1} requests were cut");
        Assert.That(statement, Is.GreaterThan(8));
    }

    [Test]
    public async Task A_backend_that_is_ended_while_the_callback_runs_changes_nothing()
    {
        await TransactionFixture.ApplyAsync(_store, "ended", async run =>
        {
            if (run == 1)
            {
                await _database.ScalarAsync("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
            }
        });
    }
}
