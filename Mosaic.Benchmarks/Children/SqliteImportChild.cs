using System.Diagnostics;
using Mosaic.Benchmarks.Notes;
using Mosaic.Benchmarks.Sqlite;

namespace Mosaic.Benchmarks.Children;

/// <summary>Imports notes into SQLite, a thousand in a transaction, from the same objects.</summary>
internal static class SqliteImportChild
{
    public static void Run(string folder, int notes)
    {
        var start = Stopwatch.GetTimestamp();
        using (var database = new SqliteDatabase(folder))
        {
            database.Execute(SqliteDatabase.Table);
            using var insert = database.Prepare(SqliteDatabase.Insert);
            start = Stopwatch.GetTimestamp();
            for (var number = 0; number < notes; number += MosaicImportChild.PerBatch)
            {
                database.Execute("BEGIN");
                foreach (var it in Enumerable.Range(number, MosaicImportChild.PerBatch))
                {
                    var note = NoteSource.Create(NoteIds.At(it), it);
                    insert.Execute(note.Id, NoteSource.Serialize(note));
                }

                database.Execute("COMMIT");
            }

            ChildCommand.Tell("seconds", Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        ChildCommand.Tell("closed", Stopwatch.GetElapsedTime(start).TotalSeconds);
        ChildCommand.Tell("bytes", new FileInfo(SqliteDatabase.PathIn(folder)).Length);
        ChildCommand.TellPeakMemory();
    }
}
