using System.Text;
using Mosaic.Postgres.Sessions;
using Mosaic.Postgres.Units;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres;

[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Servers))]
public sealed class LostReplyTests(string server)
{
    private PostgresDatabase database = null!;
    private TcpProxy proxy = null!;
    private PostgresSession session = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        database = await PostgresFixture.CreateDatabaseAsync(server);
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        proxy = new TcpProxy(connection.Host!, connection.Port);
        session = await Things.OpenAsync(database, static () => new PostgresOptions
        {
            CommandTimeout = TimeSpan.FromSeconds(2),
            LockTimeout = TimeSpan.FromSeconds(1),
        }, proxy.Port);
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        if (session is not null)
        {
            await session.DisposeAsync();
        }

        if (proxy is not null)
        {
            await proxy.DisposeAsync();
        }
    }

    [TestCase(false, false)]
    [TestCase(true, false)]
    [TestCase(false, true)]
    [TestCase(true, true)]
    public async Task A_unit_whose_commit_is_not_answered_is_applied_once_and_answered(bool serializable, bool silently)
    {
        var name = $"lost {serializable} {silently}";
        var before = proxy.Swallowed;
        proxy.SwallowAnswerTo(Encoding.UTF8.GetBytes(name), silently);

        var answer = await session.Units.RunAsync(Things.Add(name, serializable), CancellationToken.None);

        Assert.That(answer, Is.EqualTo(name.ToUpperInvariant()));
        Assert.That(proxy.Swallowed, Is.EqualTo(before + 1));
        Assert.That(await Things.CountAsync(database, name), Is.EqualTo(1));
    }

    [Test]
    public async Task A_long_unit_whose_commit_is_not_answered_is_applied_once_and_not_copied_again()
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

                proxy.SwallowAnswerTo(Encoding.ASCII.GetBytes("COMMIT"));
                return "first";
            },
            Recall = static _ => "recalled",
        };

        Assert.That(await session.Units.RunAsync(unit, CancellationToken.None), Is.EqualTo("recalled"));
        Assert.That(runs, Is.EqualTo(1));
        Assert.That(await Things.CountAsync(database, "copied"), Is.EqualTo(1));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_unit_is_one_round_trip_commit_included(bool serializable)
    {
        for (var i = 0; i < 4; i++)
        {
            // The first ones connect, learn types and prepare.
            await session.Units.RunAsync(Things.Add("warm", serializable), CancellationToken.None);
        }

        var before = proxy.Exchanges;
        for (var i = 0; i < 10; i++)
        {
            await session.Units.RunAsync(Things.Add("quick", serializable), CancellationToken.None);
        }

        Assert.That(proxy.Exchanges - before, Is.EqualTo(10));
    }

    [Test]
    public async Task Without_another_attempt_the_error_says_that_the_outcome_is_not_known()
    {
        await using var hasty = await Things.OpenAsync(database, static () => new PostgresOptions { RetryTimeout = TimeSpan.Zero }, proxy.Port);
        proxy.SwallowAnswerTo(Encoding.UTF8.GetBytes("doubtful"));

        var error = (await Assert.ThrowsAsync<MosaicException>(async () => await hasty.Units.RunAsync(Things.Add("doubtful"), CancellationToken.None)))!;

        Assert.That(error.IsTransient, Is.True);
        Assert.That(error.Message, Does.Contain("not known"));
        Assert.That(await Things.CountAsync(database, "doubtful"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_cancellation_after_the_unit_was_sent_does_not_hide_that_it_was_applied()
    {
        using var cancel = new CancellationTokenSource();
        var unit = Things.Add("sent");
        var cancelling = new WriteUnit<string>("add a thing")
        {
            AddStatements = batch =>
            {
                batch.BatchCommands.Add(Things.Command("insert into mosaic.things (name) values ('sent')"));
            },
            Read = async _ =>
            {
                await cancel.CancelAsync();
                return "sent";
            },
            Recall = static _ => "recalled",
        };
        Assert.That(unit.Key, Is.Not.EqualTo(cancelling.Key));

        Assert.That(await session.Units.RunAsync(cancelling, cancel.Token), Is.EqualTo("sent"));
        Assert.That(await Things.CountAsync(database, "sent"), Is.EqualTo(1));
    }
}
