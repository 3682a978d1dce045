using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using LuceneFilter = Lucene.Net.Search.Filter;

namespace Mosaic.Index.Texts;

/// <summary>The rows that have all the words of some phrases, in whatever order: what a phrase is looked for in.</summary>
/// <param name="fields">Each row has one of them.</param>
/// <param name="terms">The terms of the phrases.</param>
internal sealed class PhraseRows(IReadOnlyList<string> fields, IReadOnlyCollection<string> terms) : LuceneFilter
{
    public override DocIdSet? GetDocIdSet(AtomicReaderContext context, IBits acceptDocs)
    {
        FixedBitSet? rows = null;
        foreach (var field in fields)
        {
            if (Of(context.AtomicReader, field, terms, acceptDocs) is { } some)
            {
                if (rows is null)
                {
                    rows = some;
                }
                else
                {
                    rows.Or(some);
                }
            }
        }

        return rows;
    }

    /// <returns>null: there are none.</returns>
    public static FixedBitSet? Of(AtomicReader reader, string field, IReadOnlyCollection<string> terms, IBits? live)
    {
        if (reader.GetTerms(field) is not { } known)
        {
            return null;
        }

        var found = new List<TermsEnum>(terms.Count);
        foreach (var term in terms)
        {
            var one = known.GetEnumerator();
            if (!one.SeekExact(new BytesRef(term)))
            {
                return null;
            }

            found.Add(one);
        }

        FixedBitSet? rows = null;
        foreach (var one in found.OrderBy(static one => one.DocFreq))
        {
            var docs = one.Docs(live, null, DocsFlags.NONE);
            if (rows is null)
            {
                rows = new FixedBitSet(reader.MaxDoc);
                rows.Or(docs);
            }
            else
            {
                rows.And(docs);
            }
        }

        return rows;
    }
}
