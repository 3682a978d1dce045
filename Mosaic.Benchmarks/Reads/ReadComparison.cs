using System.Diagnostics;
using Mosaic.Benchmarks.Compare;
using Mosaic.Benchmarks.Notes;
using Mosaic.Benchmarks.Reporting;

namespace Mosaic.Benchmarks.Reads;

/// <summary>Reads of single documents by id, one caller.</summary>
internal sealed class ReadComparison : IComparison
{
    private const int CacheMebibytes = 64;

    private static readonly MosaicReads Mosaic = new();
    private static readonly ReadSide[] Sqlite =
        [new SqliteAdoReads(null), new SqliteAdoReads(CacheMebibytes), new SqliteRawReads(null), new SqliteRawReads(CacheMebibytes)];

    private static readonly ReadSide[] Sides = [Mosaic, .. Sqlite];

    public string Name => "reads";

    public string Title => "Point reads of 300-byte JSON documents";

    public async Task RunAsync(CompareContext context, Report report)
    {
        var notes = context.Pick(1_000_000, 100_000);
        var mosaic = await context.Seeds.MosaicAsync(notes);
        var sqlite = context.Seeds.Sqlite(notes);
        report.Paragraph(
            $"""
            {notes:N0} documents; nanoseconds per read by one caller, ids in memory beforehand, the same ids in the same order on every
            side. A read ends with the whole JSON in hand; each sees the newest committed state. Mosaic has its default cache
            (MosaicOptions.CacheBytes, {CacheMebibytes} MiB); SQLite its default cache (2 MB) and one of {CacheMebibytes} MiB. Every side is warmed with the same
            reads before; files are in the system's page cache. Both are opened as for writing: Mosaic Durability.Full, SQLite WAL,
            synchronous=FULL; reads wait for no sync on either.
            """);
        var table = new MarkdownTable("keys, side", "ns per read", "min–max", "Mosaic is", "required");
        foreach (var pattern in new[] { KeyPattern.Hit, KeyPattern.Skewed, KeyPattern.Uniform })
        {
            CompareContext.Say($"  {pattern.Name}");
            AddRows(table, pattern, await MeasureAsync(context, pattern, notes, side => side == Mosaic ? mosaic : sqlite));
        }

        report.Table(table);
        report.Paragraph("Required is judged against SQLite as a .NET application calls it, at its faster cache size; the C interface without ADO.NET is its floor.");
    }

    private static async Task<Dictionary<ReadSide, List<double>>> MeasureAsync(
        CompareContext context, KeyPattern pattern, int notes, Func<ReadSide, string> folder)
    {
        var figures = Sides.ToDictionary(static side => side, static _ => new List<double>());
        var share = context.Pick(1, 10);
        var warmUp = pattern.Keys(seed: 0, pattern.WarmUp / share, notes);
        foreach (var side in Sides)
        {
            await side.OpenAsync(folder(side));
            await side.ReadAsync(warmUp);
        }

        await context.RepeatAsync(Sides, async (side, repetition) =>
        {
            var keys = pattern.Keys(seed: repetition + 1, pattern.Reads / share, notes);
            var start = Stopwatch.GetTimestamp();
            var bytes = await side.ReadAsync(keys);
            figures[side].Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / keys.Length);
            if (bytes != (long)keys.Length * NoteSource.Bytes)
            {
                throw new InvalidOperationException($"{side.Name} read {bytes} bytes.");
            }
        });
        foreach (var side in Sides)
        {
            await side.CloseAsync();
        }

        return figures;
    }

    private static void AddRows(MarkdownTable table, KeyPattern pattern, Dictionary<ReadSide, List<double>> figures)
    {
        var judged = Sqlite.OfType<SqliteAdoReads>().MinBy(side => figures[side].Median());
        foreach (var side in Sides)
        {
            var ratio = Figures.MedianRatio(figures[side], figures[Mosaic]);
            table.Add(
                $"{pattern.Name}: {side.Name}",
                Figures.Number(figures[side].Median()),
                Figures.Range(figures[side]),
                side == Mosaic ? "" : Figures.Ratio(ratio),
                side != judged ? "" : pattern == KeyPattern.Hit ? Requirement.AtLeast(ratio, 10) : pattern == KeyPattern.Skewed ? Requirement.AtLeast(ratio, 1) : "");
        }
    }
}
