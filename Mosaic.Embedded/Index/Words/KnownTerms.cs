using System.Runtime.InteropServices;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Lucene.Net.Util.Automaton;

namespace Mosaic.Index.Words;

/// <summary>The terms of some fields, those that a user's rows have: what others wrote neither shows nor crowds them out.</summary>
/// <param name="reader">The index as it is searched.</param>
/// <param name="fields">The fields.</param>
/// <param name="user">null: everyone's rows count.</param>
internal sealed class KnownTerms(IndexReader reader, IReadOnlyList<string> fields, string? user) : IKnownTerms
{
    // Of one part of the index and field: what has more words than this that begin alike has them at random.
    private const int LookedAtMax = 65_536;

    // Where a user has so much less than a word, looking from the user's rows is less.
    private const int FewerBy = 16;

    private readonly Dictionary<AtomicReaderContext, FixedBitSet?> _rowsOf = [];

    public Dictionary<string, int> Beginning(string prefix)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        var bytes = new BytesRef(prefix);
        foreach (var terms in AllTerms())
        {
            var one = terms.GetEnumerator();
            if (one.SeekCeil(bytes) == TermsEnum.SeekStatus.END)
            {
                continue;
            }

            for (var looked = 0; looked < LookedAtMax && StringHelper.StartsWith(one.Term, bytes); looked++)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(found, one.Term.Utf8ToString(), out _) += one.DocFreq;
                if (!one.MoveNext())
                {
                    break;
                }
            }
        }

        return found;
    }

    public Dictionary<string, int> Near(string stem, int edits)
    {
        var automaton = new CompiledAutomaton(
            new LevenshteinAutomata(stem, withTranspositions: true).ToAutomaton(edits), finite: true, simplify: false);
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var terms in AllTerms())
        {
            var one = automaton.GetTermsEnum(terms);
            for (var looked = 0; looked < LookedAtMax && one.MoveNext(); looked++)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(found, one.Term.Utf8ToString(), out _) += one.DocFreq;
            }
        }

        return found;
    }

    public int Count(string term) => fields.Sum(field => reader.DocFreq(new Term(field, term)));

    public bool Has(string term)
    {
        var bytes = new BytesRef(term);
        foreach (var leaf in reader.Leaves)
        {
            foreach (var field in fields)
            {
                if (leaf.AtomicReader.GetTerms(field)?.GetEnumerator() is { } terms && terms.SeekExact(bytes) && IsOwn(leaf, field, terms))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool IsOwn(AtomicReaderContext leaf, string field, TermsEnum terms)
    {
        if (user is null || field == IndexFields.Text(MemoryKind.Document))
        {
            return true;
        }

        if (RowsOf(leaf) is not { } own)
        {
            return false;
        }

        var docs = terms.Docs(leaf.AtomicReader.LiveDocs, null, DocsFlags.NONE);
        if (terms.DocFreq <= (long)own.Cardinality * FewerBy)
        {
            for (var doc = docs.NextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.NextDoc())
            {
                if (own.Get(doc))
                {
                    return true;
                }
            }

            return false;
        }

        var at = -1;
        for (var doc = own.NextSetBit(0); doc >= 0; doc = doc + 1 < own.Length ? own.NextSetBit(doc + 1) : -1)
        {
            if (at < doc)
            {
                at = docs.Advance(doc);
            }

            if (at == doc)
            {
                return true;
            }
        }

        return false;
    }

    private FixedBitSet? RowsOf(AtomicReaderContext leaf)
    {
        if (!_rowsOf.TryGetValue(leaf, out var rows))
        {
            if (leaf.AtomicReader.GetTermDocsEnum(new Term(IndexFields.User, user)) is { } docs)
            {
                rows = new FixedBitSet(leaf.AtomicReader.MaxDoc);
                rows.Or(docs);
            }

            _rowsOf.Add(leaf, rows);
        }

        return rows;
    }

    private IEnumerable<Terms> AllTerms() =>
        from leaf in reader.Leaves
        from field in fields
        let terms = leaf.AtomicReader.GetTerms(field)
        where terms is not null
        select terms;
}
