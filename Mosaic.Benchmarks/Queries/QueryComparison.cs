using System.Diagnostics;
using Mosaic.Benchmarks.Compare;
using Mosaic.Benchmarks.Notes;
using Mosaic.Benchmarks.Reporting;

namespace Mosaic.Benchmarks.Queries;

/// <summary>Finding by an indexed field, and filtering all documents.</summary>
internal sealed class QueryComparison : IComparison
{
    private const int Priority = 89; // a ninth of the notes is above it

    private static readonly QuerySide[] Sides = [new MosaicQueries(), new SqliteQueries(), new LiteDbQueries()];

    public string Name => "queries";

    public string Title => "Finding JSON documents by what they hold";

    public async Task RunAsync(CompareContext context, Report report)
    {
        var notes = context.Pick(100_000, 10_000);
        var finds = context.Pick(2_000, 200);
        foreach (var side in Sides)
        {
            await side.OpenAsync(context.Scratch.Create(), notes);
        }

        report.Paragraph(
            $"""
            {notes:N0} documents of 300 bytes, an index on "user" on every side, none on "priority"; one caller, warm. Finding ends with
            deserialized .NET objects on every side. Answers are compared between the sides. Nothing is written meanwhile; all are
            opened as for writing (Mosaic Durability.Full, SQLite WAL, synchronous=FULL, LiteDB's own).
            """);
        var table = new MarkdownTable("query, side", "µs per query", "min–max", "documents/s", "Mosaic is", "required");
        await AddAsync(context, table, "find a user's notes by index", finds, null, 0.4, static (side, at) => side.FindByUserAsync(NoteSource.User(at * 7 % NoteSource.Users)));
        await AddAsync(context, table, "count by a filter over all", 3, notes, 0.5, static (side, _) => side.CountAboveAsync(Priority));
        await AddAsync(context, table, "find by a filter over all", 3, notes, 0.5, static (side, _) => side.FindAboveAsync(Priority));
        report.Table(table);
        foreach (var side in Sides)
        {
            await side.CloseAsync();
        }
    }

    /// <param name="scanned">Documents that each query goes through; null: those that it finds.</param>
    /// <param name="bound">What Mosaic must be of SQLite.</param>
    private static async Task AddAsync(CompareContext context, MarkdownTable table, string name, int queries, int? scanned, double bound, Func<QuerySide, int, Task<int>> query)
    {
        CompareContext.Say($"  {name}");
        var figures = Sides.ToDictionary(static side => side, static _ => new List<double>());
        var answers = new int[Sides.Length];
        foreach (var (index, side) in Sides.Index())
        {
            for (var at = 0; at < queries; at++)
            {
                answers[index] += await query(side, at);
            }
        }

        if (answers.Distinct().Count() != 1 || answers[0] == 0)
        {
            throw new InvalidOperationException($"'{name}' found {string.Join(", ", answers)} documents on the sides.");
        }

        await context.RepeatAsync(Sides, async (side, _) =>
        {
            var start = Stopwatch.GetTimestamp();
            for (var at = 0; at < queries; at++)
            {
                await query(side, at);
            }

            figures[side].Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds / queries);
        });
        foreach (var side in Sides)
        {
            var median = figures[side].Median();
            table.Add(
                $"{name}: {side.Name}",
                Figures.Number(median),
                Figures.Range(figures[side]),
                Figures.Number((scanned ?? ((double)answers[0] / queries)) / median * 1e6),
                side == Sides[0] ? "" : Figures.Ratio(Figures.MedianRatio(figures[side], figures[Sides[0]])),
                side is SqliteQueries ? Requirement.AtLeast(Figures.MedianRatio(figures[side], figures[Sides[0]]), bound) : "");
        }
    }
}
