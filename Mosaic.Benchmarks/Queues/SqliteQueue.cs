using System.Text;
using Mosaic.Benchmarks.Sqlite;

namespace Mosaic.Benchmarks.Queues;

/// <summary>
/// A table as a queue, as lean as it gets: one connection behind a gate, its C interface, prepared statements, a partial index of
/// what waits, UPDATE … RETURNING for the claim, which is committed without a sync, as ours is.
/// </summary>
internal sealed class SqliteQueue : QueueSide
{
    private const string Table =
        """
        CREATE TABLE IF NOT EXISTS jobs(id INTEGER PRIMARY KEY, type TEXT NOT NULL, data BLOB NOT NULL, state INTEGER NOT NULL, attempt INTEGER NOT NULL, lease INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS waiting ON jobs(id) WHERE state = 0
        """;

    private const string Insert = "INSERT INTO jobs(type, data, state, attempt, lease) VALUES('work', ?1, 0, 0, 0)";
    private const string Claim =
        "UPDATE jobs SET state = 1, attempt = attempt + 1, lease = ?2 WHERE id IN (SELECT id FROM jobs WHERE state = 0 ORDER BY id LIMIT ?1) RETURNING id, data";

    private const string Ack = "UPDATE jobs SET state = 2 WHERE id = ?1 AND state = 1";
    private static readonly byte[] Data = Encoding.UTF8.GetBytes($"\"{Payload}\"");

    private readonly SemaphoreSlim _gate = new(1, 1);
    private SqliteDatabase _database = null!;
    private SqliteStatement _insert = null!;
    private SqliteStatement _claim = null!;
    private SqliteStatement _ack = null!;

    public override string Name => "(a) SQLite table";

    public override string Durability => SqliteDatabase.Durability + "; a claim is committed with synchronous=NORMAL";

    public override Task OpenAsync(string folder)
    {
        _database = new SqliteDatabase(folder);
        _database.Execute(Table);
        _insert = _database.Prepare(Insert);
        _claim = _database.Prepare(Claim);
        _ack = _database.Prepare(Ack);
        return Task.CompletedTask;
    }

    public override ValueTask EnqueueAsync() => GatedAsync(InsertOne);

    public override ValueTask EnqueueManyAsync(int count) => GatedAsync(
        () =>
        {
            _database.Execute("BEGIN");
            for (var i = 0; i < count; i++)
            {
                InsertOne();
            }

            _database.Execute("COMMIT");
        });

    public override async ValueTask<int> ProcessAsync(int max)
    {
        var ids = new List<int>(max);
        await GatedAsync(() => ClaimUnsynced(max, ids));
        if (ids.Count > 0)
        {
            await GatedAsync(
                () =>
                {
                    Begin(ids.Count);
                    ids.ForEach(AckOne);
                    Commit(ids.Count);
                });
        }

        return ids.Count;
    }

    public override Task CloseAsync()
    {
        _insert.Dispose();
        _claim.Dispose();
        _ack.Dispose();
        _database.Dispose();
        return Task.CompletedTask;
    }

    private void InsertOne()
    {
        _insert.Bind(1, Data);
        _insert.Execute();
    }

    private void ClaimUnsynced(int max, List<int> ids)
    {
        _database.Execute("PRAGMA synchronous=NORMAL");
        _claim.Bind(1, max);
        _claim.Bind(2, Environment.TickCount);
        while (_claim.Step())
        {
            ids.Add(_claim.Number(0));
            _claim.Bytes(1).ToArray();
        }

        _claim.Reset();
        _database.Execute("PRAGMA synchronous=FULL");
    }

    private void AckOne(int id)
    {
        _ack.Bind(1, id);
        _ack.Execute();
    }

    private void Begin(int statements)
    {
        if (statements > 1)
        {
            _database.Execute("BEGIN");
        }
    }

    private void Commit(int statements)
    {
        if (statements > 1)
        {
            _database.Execute("COMMIT");
        }
    }

    private async ValueTask GatedAsync(Action work)
    {
        await _gate.WaitAsync();
        try
        {
            work();
        }
        finally
        {
            _gate.Release();
        }
    }
}
