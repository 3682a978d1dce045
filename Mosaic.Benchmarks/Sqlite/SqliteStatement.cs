using SQLitePCL;

namespace Mosaic.Benchmarks.Sqlite;

/// <summary>A prepared statement, used again and again.</summary>
internal sealed class SqliteStatement(SqliteDatabase database, sqlite3_stmt statement) : IDisposable
{
    /// <summary>Runs it to its end.</summary>
    public void Execute()
    {
        database.Check(raw.sqlite3_step(statement));
        database.Check(raw.sqlite3_reset(statement));
    }

    public void Execute(string text, ReadOnlySpan<byte> blob)
    {
        database.Check(raw.sqlite3_bind_text(statement, 1, text));
        database.Check(raw.sqlite3_bind_blob(statement, 2, blob));
        Execute();
    }

    /// <summary>The first column of the only row, copied out.</summary>
    public byte[]? Read(string text)
    {
        database.Check(raw.sqlite3_bind_text(statement, 1, text));
        var result = raw.sqlite3_step(statement);
        database.Check(result);
        var value = result == raw.SQLITE_ROW ? raw.sqlite3_column_blob(statement, 0).ToArray() : null;
        database.Check(raw.sqlite3_reset(statement));
        return value;
    }

    public void Dispose() => statement.Dispose();
}
