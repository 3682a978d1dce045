using Mosaic.Memory.Text;

namespace Mosaic.Index.Words;

/// <summary>A word of a query as it was typed.</summary>
/// <param name="Term">Its term.</param>
/// <param name="Plain">The word in its plain form, before it was stemmed.</param>
/// <param name="IsLast">Whether nothing follows it.</param>
internal sealed record TypedWord(string Term, string Plain, bool IsLast)
{
    /// <summary>By their terms; of those that are asked for.</summary>
    public static Dictionary<string, TypedWord> Of(string query, HashSet<string> asked)
    {
        var typed = new Dictionary<string, TypedWord>(StringComparer.Ordinal);
        var words = TextAnalysis.OfQuery(query);
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (asked.Contains(word.Term))
            {
                typed[word.Term] = new TypedWord(word.Term, WordForm.Of(query.AsSpan(word.Start, word.Length)), i == words.Count - 1);
            }
        }

        return typed;
    }
}
