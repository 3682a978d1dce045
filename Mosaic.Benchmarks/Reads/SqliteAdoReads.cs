using Microsoft.Data.Sqlite;
using Mosaic.Benchmarks.Sqlite;

namespace Mosaic.Benchmarks.Reads;

/// <summary>SQLite as a .NET application reads it: Microsoft.Data.Sqlite, a prepared command used again.</summary>
internal sealed class SqliteAdoReads(int? cacheMebibytes) : ReadSide
{
    private SqliteConnection _connection = null!;
    private SqliteCommand _select = null!;
    private SqliteParameter _id = null!;

    public override string Name => cacheMebibytes is { } size
        ? $"SQLite, Microsoft.Data.Sqlite, cache_size {size} MiB"
        : "SQLite, Microsoft.Data.Sqlite, default cache";

    public override async Task OpenAsync(string folder)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = SqliteDatabase.PathIn(folder), Pooling = false }.ToString());
        await _connection.OpenAsync();
        if (cacheMebibytes is { } size)
        {
            await using var pragma = new SqliteCommand($"PRAGMA cache_size=-{size * 1024}", _connection);
            await pragma.ExecuteNonQueryAsync();
        }

        _select = new SqliteCommand("SELECT json FROM notes WHERE id = $id", _connection);
        _id = _select.Parameters.Add("$id", SqliteType.Text);
        await _select.PrepareAsync();
    }

    public override Task<long> ReadAsync(string[] ids) => Task.FromResult(Read(ids));

    public override async Task CloseAsync()
    {
        await _select.DisposeAsync();
        await _connection.DisposeAsync();
    }

    // SQLite's asynchronous calls run synchronously and cost more.
    private long Read(string[] ids)
    {
        var bytes = 0L;
        foreach (var id in ids)
        {
            _id.Value = id;
            bytes += ((byte[])_select.ExecuteScalar()!).Length;
        }

        return bytes;
    }
}
