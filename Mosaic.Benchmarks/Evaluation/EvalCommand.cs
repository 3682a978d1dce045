using System.Globalization;
using Mosaic.Benchmarks.Machine;
using Mosaic.Benchmarks.Postgres;
using Mosaic.Benchmarks.Reporting;
using Mosaic.Benchmarks.Stores;

namespace Mosaic.Benchmarks.Evaluation;

/// <summary><c>eval &lt;folder&gt; [--postgres]</c>: how well the store and SQLite FTS5 find what test collections ask for, in one run; with a server the team tier too.</summary>
internal static class EvalCommand
{
    private const string Usage = "eval <folder with name.docs.tsv, name.queries.tsv and name.qrels.tsv> [--postgres]";

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not ([_] or [_, "--postgres"]) || !Directory.Exists(arguments[0]))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        using var scratch = new ScratchFolder(null);
        await using var server = arguments.Length == 1 ? null : await TeamServer.StartAsync();
        foreach (var data in RetrievalData.ReadAll(arguments[0]))
        {
            var report = new Report($"{data.Name}: {data.Docs.Count:N0} texts, {data.Queries.Count:N0} questions");
            var table = new MarkdownTable("retriever", "questions", "number", "R@5", "R@10", "R@25", "MRR", "nDCG@10");
            foreach (var retriever in Retrievers(data, scratch, server))
            {
                await using (retriever)
                {
                    await retriever.LoadAsync(data);
                    await AddAsync(table, retriever, data);
                }
            }

            Console.WriteLine(report.Table(table));
        }

        return 0;
    }

    private static IEnumerable<IRetriever> Retrievers(RetrievalData data, ScratchFolder scratch, TeamServer? server)
    {
        yield return new Fts5Retriever(scratch);
        foreach (var withFacts in data.Facts.Count > 0 ? new[] { false, true } : [false])
        {
            yield return new MosaicRetriever("Mosaic", async () => await MosaicStore.OpenAsync(scratch.Create(), null), withFacts);
            yield return new MosaicRetriever("Mosaic, MlNetEmbedder", async () => await MosaicStore.OpenAsync(scratch.Create(), new MlNetEmbedder()), withFacts);
            if (server is not null)
            {
                yield return new MosaicRetriever("PostgresMosaic", () => OpenAsync(server, null), withFacts);
                yield return new MosaicRetriever("PostgresMosaic, MlNetEmbedder", () => OpenAsync(server, new MlNetEmbedder()), withFacts);
            }
        }
    }

    private static async ValueTask<IMosaic> OpenAsync(TeamServer server, MlNetEmbedder? embedder) =>
        await PostgresMosaic.OpenAsync(await server.CreateDatabaseAsync(), new PostgresOptions { Embedder = embedder });

    private static async Task AddAsync(MarkdownTable table, IRetriever retriever, RetrievalData data)
    {
        var all = new RankingScore();
        var byCategory = new SortedDictionary<string, RankingScore>(StringComparer.Ordinal);
        foreach (var query in data.Queries)
        {
            var ranking = await retriever.SearchAsync(query, RankingScore.Depth);
            all.Add(query.Gains, ranking);
            if (!byCategory.TryGetValue(query.Category, out var score))
            {
                byCategory.Add(query.Category, score = new RankingScore());
            }

            score.Add(query.Gains, ranking);
        }

        Row(table, retriever.Name, "all", all);
        if (byCategory.Count > 1)
        {
            foreach (var (category, score) in byCategory)
            {
                Row(table, "", category, score);
            }
        }
    }

    private static void Row(MarkdownTable table, string retriever, string category, RankingScore score) => table.Add(
        retriever,
        category,
        score.Queries.ToString(CultureInfo.InvariantCulture),
        Percent(score.Recall5),
        Percent(score.Recall10),
        Percent(score.Recall25),
        Fraction(score.ReciprocalRank),
        Fraction(score.Ndcg10));

    private static string Percent(double value) => (value * 100).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Fraction(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
