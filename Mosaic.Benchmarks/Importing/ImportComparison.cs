using Mosaic.Benchmarks.Children;
using Mosaic.Benchmarks.Compare;
using Mosaic.Benchmarks.Machine;
using Mosaic.Benchmarks.Reporting;
using Mosaic.Benchmarks.Sqlite;
using Mosaic.Benchmarks.Stores;

namespace Mosaic.Benchmarks.Importing;

/// <summary>Bulk import from objects, a thousand in a unit or transaction, each side in a process of its own.</summary>
internal sealed class ImportComparison : IComparison
{
    private static readonly (string Name, string Child)[] Sides =
    [
        ("Mosaic, CreateManyAsync", "mosaic"),
        ("SQLite, prepared INSERT", "sqlite"),
    ];

    public string Name => "import";

    public string Title => "Bulk import of 300-byte JSON documents";

    public async Task RunAsync(CompareContext context, Report report)
    {
        var notes = context.Pick(1_000_000, 20_000);
        var figures = Sides.ToDictionary(static side => side, static _ => new List<Dictionary<string, double>>());
        await context.RepeatAsync(Sides, async (side, _) =>
        {
            var folder = context.Scratch.Create();
            figures[side].Add(await ChildProcess.RunAsync("import", side.Child, folder, $"{notes}"));
            ScratchFolder.Delete(folder);
        });

        report.List(
        [
            $"Mosaic: {MosaicStore.Durability}",
            $"SQLite: {SqliteDatabase.Durability}",
        ]);
        report.Paragraph(
            $"""
            {notes:N0} documents into an empty store, in units and transactions of {MosaicImportChild.PerBatch:N0}, ascending UUIDv7 ids, one caller that awaits each.
            Both begin with the same .NET objects and serialize them; JIT is included. Peak is the process's largest working set.
            """);
        var table = new MarkdownTable("side", "documents/s", "min–max", "with close", "peak memory", "file", "Mosaic is");
        foreach (var side in Sides)
        {
            double[] PerSecond((string, string) of) => [.. figures[of].Select(it => notes / it["seconds"])];
            table.Add(
                side.Name,
                Figures.Number(PerSecond(side).Median()),
                Figures.Range(PerSecond(side)),
                Figures.Number(figures[side].Select(it => notes / it["closed"]).Median()),
                Figures.Mebibytes(figures[side].Select(static it => it["peak"]).Median()),
                Figures.Mebibytes(figures[side][0]["bytes"]),
                side == Sides[0] ? "" : Figures.Ratio(Figures.MedianRatio(PerSecond(Sides[0]), PerSecond(side))));
        }

        report.Table(table);
    }
}
