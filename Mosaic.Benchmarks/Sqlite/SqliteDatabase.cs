using SQLitePCL;

namespace Mosaic.Benchmarks.Sqlite;

/// <summary>SQLite at its leanest: its C interface, without ADO.NET above it. WAL, synchronous=FULL: each commit is synced.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    public const string Durability = "WAL, synchronous=FULL: the log is synced before each commit returns";

    /// <summary>The id is the primary key and the table is its tree: no second tree for row ids.</summary>
    public const string Table = "CREATE TABLE notes(id TEXT PRIMARY KEY, json BLOB NOT NULL) WITHOUT ROWID";

    public const string Insert = "INSERT INTO notes(id, json) VALUES(?1, ?2)";

    private readonly sqlite3 _database;

    static SqliteDatabase() => Batteries_V2.Init();

    public SqliteDatabase(string folder, int? cacheMebibytes = null)
    {
        var result = raw.sqlite3_open_v2(PathIn(folder), out _database, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null);
        Check(result);
        Execute("PRAGMA journal_mode=WAL");
        Execute("PRAGMA synchronous=FULL");
        if (cacheMebibytes is { } size)
        {
            Execute($"PRAGMA cache_size=-{size * 1024}");
        }
    }

    public static string PathIn(string folder) => Path.Combine(folder, "notes.db");

    public void Execute(string sql) => Check(raw.sqlite3_exec(_database, sql));

    public SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_database, sql, out var statement));
        return new SqliteStatement(this, statement);
    }

    public void Check(int result)
    {
        if (result is not raw.SQLITE_OK and not raw.SQLITE_DONE and not raw.SQLITE_ROW)
        {
            throw new InvalidOperationException(raw.sqlite3_errmsg(_database).utf8_to_string());
        }
    }

    public void Dispose() => Check(raw.sqlite3_close_v2(_database));
}
