using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres;

/// <summary>What a server does to every part at once: it is restarted, its disk is full, others hold its locks.</summary>
[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Installations))]
public sealed class PartFaultTests(string installation)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private PostgresServer _server = null!;
    private PostgresDatabase _database = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _server = await PostgresServer.StartAsync(PostgresFixture.RequireInstallation(installation));
        _database = await PostgresDatabase.CreateAsync(_server);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private ValueTask<PostgresMosaic> OpenAsync(string schema, int? port = null) => PostgresMosaic.OpenAsync(
        new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Port = port ?? new NpgsqlConnectionStringBuilder(_database.ConnectionString).Port }.ConnectionString,
        new PostgresOptions { Schema = schema, PoolSizeMax = 10, LockTimeout = TimeSpan.FromMilliseconds(300) });

    /// <summary>A write of each part: its name, the table that it writes first, and what it does.</summary>
    private static (string Part, string Table, Func<IMosaic, int, Task> Write)[] Writes { get; } =
    [
        ("documents", "documents", static async (store, i) => await store.Documents.CreateAsync("d", $"{i}", new { i })),
        ("queue", "jobs", static async (store, i) => await store.Queue.EnqueueAsync("q", "t", i)),
        ("channels", "channel_messages", static async (store, i) => await store.Channels.PublishAsync("c", $"{i}")),
        ("sessions", "turns", static async (store, i) => await store.Memory.Sessions.AppendAsync(new SessionTurn { SessionId = "s", UserId = "u", Speaker = "x", Content = $"word{i}" })),
        ("insights", "insights", static async (store, i) => await store.Memory.Insights.StoreAsync(new NewInsight { UserId = "u", Content = $"fact{i}" })),
        ("preferences", "preferences", static async (store, i) => await store.Memory.Preferences.SetAsync("u", $"{i}", i)),
    ];

    [Test]
    public async Task Restarts_of_the_server_lose_and_double_nothing_of_any_part()
    {
        await using var store = await OpenAsync("restarted");
        var messages = new ConcurrentQueue<string>();
        await using var subscription = await store.Channels.SubscribeAsync(
            "c",
            (message, _) =>
            {
                messages.Enqueue(message.Content);
                return default;
            },
            new SubscribeOptions { Name = "s" });
        using var stop = new CancellationTokenSource();
        var writers = Writes.Select(part => Task.Run(async () =>
        {
            var i = 0;
            for (; !stop.IsCancellationRequested; i++)
            {
                await part.Write(store, i);
            }

            return i;
        })).ToList();

        for (var restart = 0; restart < 2; restart++)
        {
            await Task.Delay(500);
            await _server.RestartAsync();
        }

        await Task.Delay(500);
        await stop.CancelAsync();
        var written = await Task.WhenAll(writers);
        await Until(() => messages.Distinct().Count() == written[2]);
        NpgsqlConnection.ClearAllPools();

        TestContext.Out.WriteLine(string.Join(", ", Writes.Zip(written, static (part, count) => $"{part.Part} {count}")));
        Assert.That(written, Is.All.Positive);
        Assert.That(await store.Documents.CountAsync("d"), Is.EqualTo(written[0]));
        Assert.That(await store.Queue.LengthAsync("q"), Is.EqualTo(written[1]));
        Assert.That(messages.Distinct(), Is.EqualTo(Enumerable.Range(0, written[2]).Select(static i => $"{i}")));
        Assert.That(await store.Memory.Sessions.ReadAsync("s").CountAsync(), Is.EqualTo(written[3]));
        Assert.That(await store.Memory.Insights.ListAsync("u").CountAsync(), Is.EqualTo(written[4]));
        Assert.That(await store.Memory.Preferences.ListAsync("u").CountAsync(), Is.EqualTo(written[5]));
    }

    [Test]
    public async Task A_lock_that_stays_taken_ends_each_write_as_transient_and_the_next_succeeds()
    {
        await using var store = await OpenAsync("locked");
        await using var subscription = await store.Channels.SubscribeAsync("c", static (_, _) => default, new SubscribeOptions { Name = "s" });
        foreach (var (part, table, write) in Writes)
        {
            await write(store, 0);
            await using (var connection = await _database.OpenAsync())
            await using (var transaction = await connection.BeginTransactionAsync())
            {
                await using var hold = new NpgsqlCommand($"lock table locked.{table} in exclusive mode", connection);
                await hold.ExecuteNonQueryAsync();
                var error = (await Assert.ThrowsAsync<MosaicException>(async () => await write(store, 1), part))!;
                Assert.That(error.IsTransient, Is.True, part);
                Assert.That(error.Hint, Does.Contain("pg_stat_activity"), part);
            }

            await write(store, 1);
        }
    }

    [Test]
    public async Task A_full_disk_is_told_by_every_part_and_passes()
    {
        await using var store = await OpenAsync("full");
        await using var subscription = await store.Channels.SubscribeAsync("c", static (_, _) => default, new SubscribeOptions { Name = "s" });
        var files = new List<string>();
        foreach (var (_, table, _) in Writes)
        {
            files.Add(Path.Combine(_server.Folder, "data", (string)(await _database.ScalarAsync($"select pg_relation_filepath('full.{table}')"))!));
        }

        await _database.ScalarAsync("checkpoint");
        await _server.StopAsync();
        Assert.That(files.Select(static file => new FileInfo(file).Length), Is.All.Zero, "nothing was written to these tables");
        foreach (var file in files)
        {
            await FillAsync(file);
        }

        await _server.StartAsync();
        NpgsqlConnection.ClearAllPools();
        foreach (var (part, _, write) in Writes)
        {
            var error = (await Assert.ThrowsAsync<StoreFullException>(async () => await write(store, 0), part))!;
            Assert.That((error.InnerException as PostgresException)?.SqlState, Is.EqualTo(PostgresErrorCodes.DiskFull), part);
            Assert.That(error.IsTransient, Is.False, part);
        }

        var transacting = await Assert.ThrowsAsync<StoreFullException>(async () => await store.TransactAsync(static async (transaction, token) =>
            await transaction.Documents.CreateAsync("d", new { i = 1 }, token)));
        Assert.That(transacting, Is.Not.Null);

        // Reads go on, and with room again writes do.
        Assert.That(await store.Documents.CountAsync("d"), Is.Zero);
        await _server.StopAsync();
        foreach (var file in files)
        {
            await EmptyAsync(file);
        }

        await _server.StartAsync();
        foreach (var (_, _, write) in Writes)
        {
            await write(store, 0);
        }

        NpgsqlConnection.ClearAllPools();
        Assert.That(await store.Documents.CountAsync("d"), Is.EqualTo(1));
        Assert.That(await store.Queue.LengthAsync("q"), Is.EqualTo(1));
    }

    [Test]
    public async Task Whatever_the_server_refuses_each_part_tells_alike()
    {
        var real = new NpgsqlConnectionStringBuilder(_database.ConnectionString);
        foreach (var (state, type, repeated) in ((string State, Type Type, bool Repeated)[])
        [
            ("53100", typeof(StoreFullException), false), ("53200", typeof(MosaicException), true), ("40001", typeof(ConflictException), true), ("40P01", typeof(ConflictException), true),
            ("57P01", typeof(MosaicException), true), ("57P03", typeof(MosaicException), true), ("53300", typeof(MosaicException), true), ("42501", typeof(MosaicException), false),
            ("53400", typeof(MosaicException), false), ("57014", typeof(MosaicException), false), ("XX000", typeof(MosaicException), false),
        ])
        {
            await using var proxy = new TcpProxy(real.Host!, real.Port);
            await using var store = await OpenAsync("refused", proxy.Port); // fresh: its statements go as text
            foreach (var (part, _, write) in Writes)
            {
                // Part of what is written, and of nothing else that is sent.
                var i = Random.Shared.Next(100_000_000, int.MaxValue);
                proxy.Refuse(Encoding.ASCII.GetBytes($"{i}"), state);
                var error = await CatchAsync(() => write(store, i));

                Assert.That(error?.GetType(), Is.EqualTo(repeated ? null : type), $"{part} {state}: {error}");
            }

            Assert.That(proxy.Refused, Is.EqualTo(Writes.Length), state);
        }
    }

    private static async Task<Exception?> CatchAsync(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (MosaicException error)
        {
            return error;
        }
    }

    /// <summary>In the place of an empty table's file: whatever is written fails as on a full disk.</summary>
    private async Task FillAsync(string file)
    {
        File.Delete(file);
        if (File.Exists(Path.Combine(_server.Folder, "..", "..", "dev", "full")) || !Environment.IsPrivilegedProcess) // as the server sees /
        {
            File.CreateSymbolicLink(file, "/dev/full");
        }
        else
        {
            await RunAsync("mknod", "-m", "666", file, "c", "1", "7"); // a server in a root of its own has no such device
        }
    }

    private static async Task EmptyAsync(string file)
    {
        File.Delete(file);
        await RunAsync("install", Environment.IsPrivilegedProcess ? ["-m", "600", "-o", "postgres", "-g", "postgres", "/dev/null", file] : ["-m", "600", "/dev/null", file]);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            var line = $"NOT RUN: a full disk: {program}: {said}";
            TestContext.Error.WriteLine(line);
            Assert.Ignore(line);
        }
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
