using Lucene.Net.Analysis.TokenAttributes;
using Mosaic.Memory.Text;

namespace Mosaic.Memory.Search;

/// <summary>The words of a query: text, whatever it looks like; nothing in it is syntax.</summary>
internal static class QueryTerms
{
    /// <summary>Different terms that count; further ones are left out.</summary>
    public const int TermsMax = 1024;

    /// <summary>The only stop word that names a date.</summary>
    private const string May = "may";

    /// <summary>The different terms in their order, without stop words unless there is nothing else.</summary>
    /// <param name="query">As it was typed.</param>
    /// <param name="hasDate">The query names a date: then it is that which is asked for, and of stop words none counts but May the month.</param>
    public static HashSet<string> Of(string query, bool hasDate = false)
    {
        var terms = new HashSet<string>(StringComparer.Ordinal);
        var stopped = new HashSet<string>(StringComparer.Ordinal);
        using var words = TextAnalyzer.OfQueries.GetTokenStream("", query);
        var term = words.AddAttribute<ICharTermAttribute>();
        var type = words.AddAttribute<ITypeAttribute>();
        words.Reset();
        while (terms.Count < TermsMax && words.IncrementToken())
        {
            if (type.Type != WordFilter.StopType)
            {
                terms.Add(term.ToString()!);
            }
            else if (stopped.Count < TermsMax)
            {
                stopped.Add(term.ToString()!);
            }
        }

        if (terms.Count == 0 && hasDate)
        {
            stopped.IntersectWith([May]);
        }

        return terms.Count > 0 ? terms : stopped;
    }
}
