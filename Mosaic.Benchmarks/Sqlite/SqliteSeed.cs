using Mosaic.Benchmarks.Notes;

namespace Mosaic.Benchmarks.Sqlite;

/// <summary>A closed SQLite database with the first notes.</summary>
internal static class SqliteSeed
{
    private const int PerTransaction = 10_000;

    public static void Build(string folder, int notes)
    {
        using var database = new SqliteDatabase(folder);
        database.Execute(SqliteDatabase.Table);
        using var insert = database.Prepare(SqliteDatabase.Insert);
        for (var number = 0; number < notes;)
        {
            database.Execute("BEGIN");
            for (var end = Math.Min(notes, number + PerTransaction); number < end; number++)
            {
                var id = NoteIds.At(number);
                insert.Execute(id, NoteSource.Json(id, number));
            }

            database.Execute("COMMIT");
        }
    }
}
