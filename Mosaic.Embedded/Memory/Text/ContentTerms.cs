using Lucene.Net.Analysis.TokenAttributes;

namespace Mosaic.Memory.Text;

/// <summary>The terms of a text that say what it is about: those of the search, in their order, without stop words.</summary>
internal static class ContentTerms
{
    public static void Read<TSink>(string text, ref TSink sink)
        where TSink : struct, ITermSink, allows ref struct
    {
        using var words = TextAnalyzer.OfQueries.GetTokenStream("", text);
        var term = words.AddAttribute<ICharTermAttribute>();
        var type = words.AddAttribute<ITypeAttribute>();
        words.Reset();
        while (words.IncrementToken())
        {
            if (type.Type != WordFilter.StopType && !sink.Add(term.Buffer.AsSpan(0, term.Length)))
            {
                return;
            }
        }
    }
}
