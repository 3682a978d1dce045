using System.Diagnostics;
using Mosaic.Benchmarks.Compare;
using Mosaic.Benchmarks.Notes;
using Mosaic.Benchmarks.Reporting;

namespace Mosaic.Benchmarks.Postgres;

/// <summary>Many documents into Postgres, beside psql's \copy of the same bytes into a plain table.</summary>
internal sealed class TeamBulkComparison : IComparison
{
    private const string Collection = "notes";
    private static readonly string[] Sides = ["Mosaic, PutJsonManyAsync", "Mosaic, CreateManyAsync", @"psql \copy into (id, jsonb)"];

    public string Name => "team-bulk";

    public string Title => "Bulk import of 300-byte documents into PostgreSQL";

    public async Task RunAsync(CompareContext context, Report report)
    {
        await using var server = await TeamServer.StartAsync();
        var notes = context.Pick(200_000, 20_000);
        var file = await server.WriteFileAsync("notes.tsv", stream => Write(stream, notes));
        var figures = Sides.ToDictionary(static side => side, static _ => new List<double>());
        await context.RepeatAsync(Sides, async (side, _) =>
        {
            var database = await server.CreateDatabaseAsync();
            figures[side].Add(notes / (side == Sides[2] ? await CopyAsync(server, database, file) : await PutAsync(database, notes, objects: side == Sides[1])));
            await server.DropAsync(database);
        });

        report.List([TeamServer.Durability]);
        report.Paragraph(
            $"""
            {notes:N0} documents into an empty database, ascending UUIDv7 ids. \copy reads a file of the same bytes into a table (id text primary key, doc jsonb), one
            transaction; Mosaic begins with the bytes (or with .NET objects), keeps them beside the jsonb, with version, times and change record, in units of 20,000.
            """);
        var table = new MarkdownTable("side", "documents/s", "min–max", @"of \copy", "required");
        foreach (var side in Sides)
        {
            var ratio = Figures.MedianRatio(figures[side], figures[Sides[2]]);
            table.Add(
                side, Figures.Number(figures[side].Median()), Figures.Range(figures[side]), side == Sides[2] ? "" : Figures.Ratio(ratio), side == Sides[0] ? Requirement.AtLeast(ratio, .65) : "");
        }

        report.Table(table);
    }

    private static async Task<double> PutAsync(string database, int notes, bool objects)
    {
        await using var store = await PostgresMosaic.OpenAsync(database);
        await store.Documents.PutJsonAsync("warm", NoteIds.At(0), NoteSource.Json(NoteIds.At(0), 0));
        var begun = Stopwatch.GetTimestamp();
        foreach (var numbers in Enumerable.Range(0, notes).Chunk(20_000))
        {
            if (objects)
            {
                await store.Documents.CreateManyAsync(Collection, numbers.Select(static number => NoteSource.Create(NoteIds.At(number), number)));
            }
            else
            {
                await store.Documents.PutJsonManyAsync(Collection, numbers.Select(static number => NoteIds.At(number) is var id
                    ? KeyValuePair.Create<string, ReadOnlyMemory<byte>>(id, NoteSource.Json(id, number))
                    : throw new UnreachableException()));
            }
        }

        var time = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        return await store.Documents.CountAsync(Collection) == notes ? time : throw new InvalidOperationException("Documents are missing.");
    }

    private static async Task<double> CopyAsync(TeamServer server, string database, string file)
    {
        await TeamServer.ExecuteAsync(database, "create table notes (id text primary key, doc jsonb not null)");
        var begun = Stopwatch.GetTimestamp();
        await server.PsqlAsync(database, $@"\copy notes from '{file}'");
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    /// <summary>Text that COPY reads; nothing in these documents needs escaping.</summary>
    private static void Write(Stream stream, int notes)
    {
        for (var number = 0; number < notes; number++)
        {
            var id = NoteIds.At(number);
            stream.Write(System.Text.Encoding.UTF8.GetBytes(id));
            stream.WriteByte((byte)'\t');
            stream.Write(NoteSource.Json(id, number));
            stream.WriteByte((byte)'\n');
        }
    }
}
