using SQLitePCL;

namespace Mosaic.Benchmarks.Sqlite;

/// <summary>A prepared statement, used again and again.</summary>
internal sealed class SqliteStatement(SqliteDatabase database, sqlite3_stmt statement) : IDisposable
{
    public void Bind(int parameter, string text) => database.Check(raw.sqlite3_bind_text(statement, parameter, text));

    public void Bind(int parameter, int number) => database.Check(raw.sqlite3_bind_int(statement, parameter, number));

    public void Bind(int parameter, ReadOnlySpan<byte> blob) => database.Check(raw.sqlite3_bind_blob(statement, parameter, blob));

    /// <returns>Whether there is a row.</returns>
    public bool Step()
    {
        var result = raw.sqlite3_step(statement);
        database.Check(result);
        return result == raw.SQLITE_ROW;
    }

    public void Reset() => database.Check(raw.sqlite3_reset(statement));

    /// <summary>Valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(statement, column);

    public int Number(int column) => raw.sqlite3_column_int(statement, column);

    /// <summary>Runs it to its end.</summary>
    public void Execute()
    {
        Step();
        Reset();
    }

    public void Execute(string text, ReadOnlySpan<byte> blob)
    {
        Bind(1, text);
        Bind(2, blob);
        Execute();
    }

    /// <summary>The first column of the only row, copied out.</summary>
    public byte[]? Read(string text)
    {
        Bind(1, text);
        var value = Step() ? Bytes(0).ToArray() : null;
        Reset();
        return value;
    }

    public void Dispose() => statement.Dispose();
}
