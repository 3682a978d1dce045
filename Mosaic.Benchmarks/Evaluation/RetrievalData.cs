using System.Globalization;

namespace Mosaic.Benchmarks.Evaluation;

/// <summary>A test collection, read where it lies.</summary>
/// <remarks>
/// Tab-separated files beside each other. <c>name.docs.tsv</c>: <c>id, text</c>, or of conversations <c>group, id, session, turn,
/// speaker, ISO date, date, text, …</c>; <c>name.queries.tsv</c>: <c>id, text</c> or <c>id, group, category, text, …</c>;
/// <c>name.qrels.tsv</c>: <c>query, text, gain</c>; <c>name.observations.tsv</c>, where there are any: <c>group, session,
/// speaker, ISO date, fact, ids of turns</c>, those separated by commas, semicolons or spaces.
/// </remarks>
internal sealed record RetrievalData(
    string Name, IReadOnlyList<RetrievalDoc> Docs, IReadOnlyList<RetrievalQuery> Queries, IReadOnlyList<RetrievalFact> Facts)
{
    private const string DocsName = ".docs.tsv";

    private static readonly Dictionary<string, string> LocomoCategories = new(StringComparer.Ordinal)
    {
        ["1"] = "multi-hop",
        ["2"] = "temporal",
        ["3"] = "open-domain",
        ["4"] = "single-hop",
        ["5"] = "adversarial",
    };

    /// <summary>Whether its texts are turns of conversations.</summary>
    public bool IsConversation => Docs is [{ Session: not null }, ..];

    /// <summary>The collections of a folder, by name.</summary>
    public static IEnumerable<RetrievalData> ReadAll(string folder) =>
        Directory.EnumerateFiles(folder, "*" + DocsName).Order(StringComparer.Ordinal).Select(path => Read(path[..^DocsName.Length]));

    private static RetrievalData Read(string path)
    {
        var gains = new Dictionary<string, Dictionary<string, int>>(StringComparer.Ordinal);
        foreach (var row in Rows(path + ".qrels.tsv"))
        {
            if (!gains.TryGetValue(row[0], out var of))
            {
                gains.Add(row[0], of = new Dictionary<string, int>(StringComparer.Ordinal));
            }

            of[row[1]] = int.Parse(row[2], CultureInfo.InvariantCulture);
        }

        var facts = path + ".observations.tsv";
        return new RetrievalData(
            Path.GetFileName(path),
            [.. Rows(path + DocsName).Select(ToDoc)],
            [.. Rows(path + ".queries.tsv").Where(row => gains.ContainsKey(row[0])).Select(row => ToQuery(row, gains[row[0]]))],
            File.Exists(facts) ? [.. Rows(facts).Select(ToFact)] : []);
    }

    private static IEnumerable<string[]> Rows(string path) => File.ReadLines(path).Where(static line => line.Length > 0).Select(static line => line.Split('\t'));

    private static RetrievalDoc ToDoc(string[] row) => row.Length == 2
        ? new RetrievalDoc("", row[0], null, "", default, row[1])
        : new RetrievalDoc(row[0], row[1], row[2], row[4], Date(row[5]), row.Length > 8 && row[8].Length > 0 ? $"{row[7]} {row[8]}" : row[7]);

    private static RetrievalQuery ToQuery(string[] row, Dictionary<string, int> gains) => row.Length == 2
        ? new RetrievalQuery(row[0], "", "all", row[1], gains)
        : new RetrievalQuery(row[0], row[1], LocomoCategories.GetValueOrDefault(row[2], row[2]), row[3], gains);

    private static RetrievalFact ToFact(string[] row) =>
        new(row[0], row[1], Date(row[3]), row[4], row[5].Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries));

    private static DateTimeOffset Date(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
