namespace QuickStart.Asking;

/// <summary>Finds the lines of a passage that are worth showing.</summary>
internal static class PassageLines
{
    private const int LinesMax = 3;

    /// <returns>The lines with the most matches, and how many lines of the passage stand before them.</returns>
    public static (int Skipped, IReadOnlyList<MarkedLine> Lines) Best(string content, IReadOnlyList<(int Start, int Length)> marks)
    {
        var lines = Mark(content, marks);
        var best = 0;
        for (var first = 1; first + LinesMax <= lines.Count; first++)
        {
            if (Matches(lines, first) > Matches(lines, best))
            {
                best = first;
            }
        }

        // What matches comes first.
        while (best < lines.Count - 1 && lines[best].Marks.Count == 0 && marks.Count > 0)
        {
            best++;
        }

        return (best, lines.GetRange(best, Math.Min(LinesMax, lines.Count - best)));
    }

    private static List<MarkedLine> Mark(string content, IReadOnlyList<(int Start, int Length)> marks)
    {
        var lines = new List<MarkedLine>();
        var start = 0;
        foreach (var text in content.Split('\n'))
        {
            var end = start + text.Length;
            lines.Add(new MarkedLine(text, [.. marks
                .Where(mark => mark.Start >= start && mark.Start + mark.Length <= end)
                .OrderBy(static mark => mark.Start)
                .Select(mark => (mark.Start - start, mark.Length))]));
            start = end + 1;
        }

        return lines;
    }

    private static int Matches(List<MarkedLine> lines, int first) => lines
        .GetRange(first, Math.Min(LinesMax, lines.Count - first))
        .SelectMany(static line => line.Marks.Select(mark => line.Text.Substring(mark.Start, mark.Length)))
        .Distinct(StringComparer.OrdinalIgnoreCase)
        .Count();
}
