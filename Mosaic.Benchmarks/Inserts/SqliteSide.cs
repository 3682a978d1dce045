using Mosaic.Benchmarks.Sqlite;

namespace Mosaic.Benchmarks.Inserts;

/// <summary>What the two ways to insert into SQLite share: one connection, one prepared statement.</summary>
internal abstract class SqliteSide : InsertSide
{
    public override string Durability => SqliteDatabase.Durability;

    protected SqliteDatabase Database { get; private set; } = null!;

    protected SqliteStatement Statement { get; private set; } = null!;

    public override Task SeedAsync(string folder, int notes)
    {
        SqliteSeed.Build(folder, notes);
        return Task.CompletedTask;
    }

    public override Task OpenAsync(string folder)
    {
        Database = new SqliteDatabase(folder);
        Statement = Database.Prepare(SqliteDatabase.Insert);
        return Task.CompletedTask;
    }

    public override Task CloseAsync()
    {
        Statement.Dispose();
        Database.Dispose();
        return Task.CompletedTask;
    }
}
