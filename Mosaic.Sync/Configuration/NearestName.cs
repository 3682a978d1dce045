namespace Mosaic.Configuration;

/// <summary>Finds what a misspelt name of a field was meant to be.</summary>
internal static class NearestName
{
    /// <summary>The field whose name is nearest, alone or with its section, separators and case not counted.</summary>
    /// <param name="name">What was written.</param>
    /// <returns>The field, and how many letters to add, drop, change or swap with a neighbour lie between.</returns>
    public static (ConfigurationField Field, int Distance) Of(string name)
    {
        var written = Plain(name);
        var last = Plain(name[(name.LastIndexOf('.') + 1)..]);
        return ConfigurationFields.All
            .Select(field => (field, Distance: Math.Min(Distance(written, Plain(field.Name)), Distance(last, Plain(field.ShortName)))))
            .MinBy(candidate => candidate.Distance);
    }

    /// <summary>Whether that is near enough for a slip of the keyboard.</summary>
    public static bool IsSlip(string name, int distance) => distance <= (Plain(name).Length < 6 ? 1 : 2);

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    // Optimal string alignment: https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance
    private static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                var change = rows[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(change, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[left.Length, right.Length];
    }
}
