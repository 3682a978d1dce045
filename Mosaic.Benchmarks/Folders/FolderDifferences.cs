using Mosaic.Benchmarks.Reporting;

namespace Mosaic.Benchmarks.Folders;

/// <summary>What one side finds and the other does not, sorted by why.</summary>
internal static class FolderDifferences
{
    private const int Examples = 3;

    public static void Add(Report report, string vault, Dictionary<string, FoundFile> mosaic, Dictionary<string, FoundFile> mddb)
    {
        var differences = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var path in mosaic.Keys.Union(mddb.Keys))
        {
            if (!mosaic.TryGetValue(path, out var ours) || !mddb.TryGetValue(path, out var theirs))
            {
                Note($"files only {(mosaic.ContainsKey(path) ? "Mosaic" : "mddb")} has", path);
                continue;
            }

            var text = new Lazy<string>(() => File.ReadAllText(Path.Combine(vault, path)));
            Compare("tag", path, ours.Tags, theirs.Tags, text);
            Compare("link", path, [.. ours.Links.Select(Normal)], [.. theirs.Links.Select(Normal)], text);
            if (ours.Tasks != theirs.Tasks)
            {
                Note($"tasks: Mosaic {(ours.Tasks > theirs.Tasks ? "more" : "fewer")}", $"{path}: {ours.Tasks} and {theirs.Tasks}");
            }
        }

        var table = new MarkdownTable("difference", "count", "examples");
        foreach (var (kind, all) in differences.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            table.Add(kind, $"{all.Count:N0}", string.Join("; ", all.Take(Examples).Select(static it => $"`{(it.Length > 90 ? it[..90] + "…" : it).Replace('|', '¦').Replace('`', '´').Replace('\n', ' ')}`")));
        }

        report.Table(table);

        void Compare(string what, string path, IReadOnlyList<string> ours, IReadOnlyList<string> theirs, Lazy<string> text)
        {
            foreach (var one in Less(ours, theirs))
            {
                Note($"{what}s only Mosaic has: {Why(what, one, text.Value, ours: true)}", $"{one} in {path}");
            }

            foreach (var one in Less(theirs, ours))
            {
                Note($"{what}s only mddb has: {Why(what, one, text.Value, ours: false)}", $"{one} in {path}");
            }
        }

        void Note(string kind, string example)
        {
            if (!differences.TryGetValue(kind, out var all))
            {
                differences.Add(kind, all = []);
            }

            all.Add(example);
        }
    }

    private static string Why(string what, string one, string text, bool ours) => (what, ours) switch
    {
        ("tag", true) when one.Length == 1 => "one letter",
        ("tag", false) when text.Contains($"[#{one}", StringComparison.Ordinal) => "the text of a link",
        ("tag", false) when text.Contains($"<", StringComparison.Ordinal) && text.Contains($"#{one}", StringComparison.Ordinal) => "in raw HTML, or text around it",
        ("link", true) when one.Contains('@', StringComparison.Ordinal) || one.StartsWith("mailto:", StringComparison.Ordinal) => "an address of mail",
        ("link", true) when text.Contains($"]: {one}", StringComparison.Ordinal) || text.Contains($"]: <{one}", StringComparison.Ordinal) => "by reference ([text][name])",
        ("link", true) => "written in place",
        ("link", false) when one.Contains('@', StringComparison.Ordinal) => "an address of mail",
        ("link", false) when one.StartsWith("www.", StringComparison.Ordinal) || one.StartsWith("http", StringComparison.Ordinal) => "a bare address in text",
        _ => "other",
    };

    private static string Normal(string target)
    {
        try
        {
            target = Uri.UnescapeDataString(target);
        }
        catch (UriFormatException)
        {
            // as it stands
        }

        return target.TrimEnd('/');
    }

    private static IEnumerable<string> Less(IReadOnlyList<string> all, IReadOnlyList<string> others)
    {
        var left = others.CountBy(static it => it).ToDictionary();
        foreach (var one in all)
        {
            if (left.TryGetValue(one, out var count) && count > 0)
            {
                left[one] = count - 1;
            }
            else
            {
                yield return one;
            }
        }
    }
}
