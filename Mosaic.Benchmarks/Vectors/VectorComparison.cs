using System.Diagnostics;
using Mosaic.Benchmarks.Compare;
using Mosaic.Benchmarks.Reporting;
using Mosaic.Benchmarks.Searching;
using Mosaic.Memory.Embeddings;

namespace Mosaic.Benchmarks.Vectors;

/// <summary>What vectors cost: training, embedding, scanning, and a search that uses them.</summary>
internal sealed class VectorComparison : IComparison
{
    private const int Dimensions = 256;

    public string Name => "vectors";

    public string Title => "Vectors made and searched in process";

    public async Task RunAsync(CompareContext context, Report report)
    {
        report.Paragraph(
            $"""
            MlNetEmbedder with its defaults on turns as in search.md, learned from in runs of three as the store does. The scan reads every one of
            the vectors, a byte a number and a scale each, for the 200 nearest. A search with vectors scores all turns of the user
            with those around them; {SearchComparison.Hits} hits with their texts; one caller, warm.
            """);
        var table = new MarkdownTable("what", "median", "min–max", "required");
        await AddTrainingAsync(context, table);
        await AddScanAsync(context, table, context.Pick(1_000_000, 20_000));
        foreach (var turns in new[] { 10_000, 100_000 })
        {
            await AddSearchAsync(context, table, context.Pick(turns, turns / 20));
        }

        report.Table(table);
    }

    private static async Task AddTrainingAsync(CompareContext context, MarkdownTable table)
    {
        CompareContext.Say("  training and embedding");
        string[] turns = [.. Enumerable.Range(0, context.Pick(6_000, 600)).Select(static number => TalkSource.Turn(MosaicSearch.User, number).Content)];
        var (fits, texts) = (new List<double>(), new List<double>());
        await context.RepeatAsync([0], (_, _) =>
        {
            var start = Stopwatch.GetTimestamp();
            var model = new MlNetEmbedder().Train(turns.Chunk(3).Select(static run => string.Join('\n', run)));
            fits.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            var vector = new float[model.Dimensions];
            start = Stopwatch.GetTimestamp();
            var embedded = turns.Count(turn => model.TryEmbed(turn, vector));
            texts.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds / turns.Length);
            return embedded > 0 ? Task.CompletedTask : throw new InvalidOperationException("The model knows no turn.");
        });
        Add(table, $"s to train on {turns.Length:N0} turns", fits, Requirement.AtMost(fits.Median(), 5, " s"));
        Add(table, "µs to embed a turn", texts, Requirement.AtMost(texts.Median(), 50, " µs"));
    }

    private static async Task AddScanAsync(CompareContext context, MarkdownTable table, int count)
    {
        CompareContext.Say($"  scan of {count:N0}");
        var random = new Random(1);
        using var vectors = new QuantizedVectors(Dimensions);
        var vector = new float[Dimensions];
        for (var id = 0; id < count; id++)
        {
            Fill(random, vector);
            vectors.Add(id, vector);
        }

        foreach (var threads in new[] { 1, Environment.ProcessorCount })
        {
            var scans = new List<double>();
            await context.RepeatAsync([0], (_, _) =>
            {
                Fill(random, vector);
                var start = Stopwatch.GetTimestamp();
                vectors.Top(vector, 200, threads);
                scans.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                return Task.CompletedTask;
            });
            Add(table, $"ms to scan {count:N0} x {Dimensions}, {threads} thread{(threads == 1 ? "" : "s")}", scans, Requirement.AtMost(scans.Median(), 30, " ms"));
        }
    }

    private static async Task AddSearchAsync(CompareContext context, MarkdownTable table, int turns)
    {
        CompareContext.Say($"  search with vectors of {turns:N0}");
        var side = new MosaicSearch(new MlNetEmbedder());
        await side.LoadAsync(context.Scratch.Create(), turns);
        await side.Store.CatchUpVectorsAsync();
        await SearchRun.MeasureAsync(side, turns, context.Pick(50, 5)); // warm
        var runs = new List<double>();
        await context.RepeatAsync([side], async (_, _) => runs.Add((await SearchRun.MeasureAsync(side, turns, context.Pick(200, 10))).P50));
        Add(table, $"ms of a search with vectors of {turns:N0} turns, p50", runs, "");
        await side.CloseAsync();
    }

    private static void Add(MarkdownTable table, string what, List<double> values, string required) =>
        table.Add(what, Figures.Number(values.Median()), Figures.Range(values), required);

    private static void Fill(Random random, float[] vector)
    {
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = random.NextSingle() - .5f;
        }
    }
}
