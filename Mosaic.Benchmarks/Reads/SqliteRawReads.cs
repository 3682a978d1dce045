using Mosaic.Benchmarks.Sqlite;

namespace Mosaic.Benchmarks.Reads;

/// <summary>SQLite at its leanest: its C interface, the blob copied into a .NET array.</summary>
internal sealed class SqliteRawReads(int? cacheMebibytes) : ReadSide
{
    private SqliteDatabase _database = null!;
    private SqliteStatement _select = null!;

    public override string Name => cacheMebibytes is { } size ? $"SQLite, C interface, cache_size {size} MiB" : "SQLite, C interface, default cache";

    public override Task OpenAsync(string folder)
    {
        _database = new SqliteDatabase(folder, cacheMebibytes);
        _select = _database.Prepare("SELECT json FROM notes WHERE id = ?1");
        return Task.CompletedTask;
    }

    public override Task<long> ReadAsync(string[] ids)
    {
        var bytes = 0L;
        foreach (var id in ids)
        {
            bytes += _select.Read(id)!.Length;
        }

        return Task.FromResult(bytes);
    }

    public override Task CloseAsync()
    {
        _select.Dispose();
        _database.Dispose();
        return Task.CompletedTask;
    }
}
