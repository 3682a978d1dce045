using System.Text;

namespace Mosaic.Postgres.Documents;

/// <summary>Patterns of LIKE over texts as <see cref="ControlEscape"/> writes them.</summary>
internal static class LikeSql
{
    /// <summary>Each character that stands for itself gets a second one, so that all have two.</summary>
    private const string Wide = @"regexp_replace({0}, E'([^\\u0001-\\u0005])', E'\\1\x02', 'g')";

    /// <summary>The SQL of whether a text is of a pattern.</summary>
    /// <param name="text">The text's SQL.</param>
    /// <param name="pattern">See <see cref="FilterVisitor{TResult}.VisitLike"/>.</param>
    /// <param name="escape">The same.</param>
    /// <param name="values">Takes up the pattern.</param>
    public static string Write(string text, string pattern, char? escape, SqlValues values)
    {
        var narrow = values.Add(Translate(pattern, escape, wide: false, out var hasAnyOne));
        if (!hasAnyOne)
        {
            return $"{text} LIKE {narrow}";
        }

        var wide = values.Add(Translate(pattern, escape, wide: true, out _));
        var widened = Wide.Replace("{0}", text, StringComparison.Ordinal);
        return $"CASE WHEN translate({text}, {ControlEscape.FirstsSql}, '') = {text} THEN {text} LIKE {narrow} ELSE {widened} LIKE {wide} END";
    }

    private static string Translate(string pattern, char? escape, bool wide, out bool hasAnyOne)
    {
        var like = new StringBuilder(pattern.Length + 8);
        var escaped = false;
        hasAnyOne = false;
        foreach (var rune in pattern.EnumerateRunes())
        {
            if (!escaped && rune.Value == escape)
            {
                escaped = true;
                continue;
            }

            if (!escaped && rune.Value is '%' or '_')
            {
                hasAnyOne |= rune.Value == '_';
                like.Append(rune.Value == '%' ? "%" : wide ? "__" : "_");
            }
            else
            {
                AppendLiteral(like, rune, wide);
            }

            escaped = false;
        }

        return like.ToString();
    }

    private static void AppendLiteral(StringBuilder like, Rune rune, bool wide)
    {
        if (rune.Value < ControlEscape.End)
        {
            like.Append(ControlEscape.First(rune.Value)).Append(ControlEscape.Second(rune.Value));
            return;
        }

        like.Append(rune.Value is '%' or '_' or '\\' ? "\\" : "").Append(rune.ToString()).Append(wide ? "\u0002" : "");
    }
}
