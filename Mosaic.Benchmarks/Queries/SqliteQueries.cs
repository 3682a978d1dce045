using Mosaic.Benchmarks.Notes;
using Mosaic.Benchmarks.Sqlite;

namespace Mosaic.Benchmarks.Queries;

/// <summary>JSON as text, json_extract over it, prepared statements through the C interface.</summary>
internal sealed class SqliteQueries : QuerySide
{
    private SqliteDatabase _database = null!;
    private SqliteStatement _byUser = null!;
    private SqliteStatement _count = null!;
    private SqliteStatement _above = null!;

    public override string Name => "SQLite, json_extract, cache_size 64 MiB";

    public override Task OpenAsync(string folder, int notes)
    {
        SqliteSeed.Build(folder, notes);
        _database = new SqliteDatabase(folder, cacheMebibytes: 64);
        // Text, as json_extract wants it; the seed holds the same bytes as a blob.
        _database.Execute("UPDATE notes SET json = CAST(json AS TEXT)");
        _database.Execute("CREATE INDEX by_user ON notes(json_extract(json, '$.user'))");
        _byUser = _database.Prepare("SELECT json FROM notes WHERE json_extract(json, '$.user') = ?1");
        _count = _database.Prepare("SELECT count(*) FROM notes WHERE json_extract(json, '$.priority') > ?1");
        _above = _database.Prepare("SELECT json FROM notes WHERE json_extract(json, '$.priority') > ?1");
        return Task.CompletedTask;
    }

    public override Task<int> FindByUserAsync(string user)
    {
        _byUser.Bind(1, user);
        return Task.FromResult(Find(_byUser));
    }

    public override Task<int> CountAboveAsync(int priority)
    {
        _count.Bind(1, priority);
        _count.Step();
        var count = _count.Number(0);
        _count.Reset();
        return Task.FromResult(count);
    }

    public override Task<int> FindAboveAsync(int priority)
    {
        _above.Bind(1, priority);
        return Task.FromResult(Find(_above));
    }

    public override Task CloseAsync()
    {
        _byUser.Dispose();
        _count.Dispose();
        _above.Dispose();
        _database.Dispose();
        return Task.CompletedTask;
    }

    private static int Find(SqliteStatement statement)
    {
        var found = 0;
        while (statement.Step())
        {
            NoteSource.Deserialize(statement.Bytes(0));
            found++;
        }

        statement.Reset();
        return found;
    }
}
