using System.Runtime.InteropServices;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Mosaic.Index.Words;

namespace Mosaic.Index.Turns;

/// <summary>Gathers the turns that have a word: those with any of its terms, each once.</summary>
/// <param name="view">The turns.</param>
/// <param name="user">By <see cref="SessionNumbers"/>; null: everyone's.</param>
internal sealed class TurnPostings(TurnView view, int? user)
{
    private readonly List<TurnPosting> _postings = [];
    private readonly Dictionary<(int Session, int Number), int> _places = [];

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<TurnPosting> Of(QueryWord word)
    {
        _postings.Clear();
        _places.Clear();
        var isOne = word.Terms.Count == 1;
        foreach (var (term, weight) in word.Terms)
        {
            Read(term, weight, isOne);
        }

        return CollectionsMarshal.AsSpan(_postings);
    }

    private void Read(string term, float weight, bool isOne)
    {
        var userOf = view.Numbers.UserOf;
        var bytes = new BytesRef(term);
        foreach (var (leaf, turns) in view.Segments)
        {
            var reader = leaf.AtomicReader;
            if (reader.GetTerms(IndexFields.Text(MemoryKind.Turn))?.GetEnumerator() is not { } terms || !terms.SeekExact(bytes))
            {
                continue;
            }

            var lengths = reader.GetNormValues(IndexFields.Text(MemoryKind.Turn));
            var docs = terms.Docs(reader.LiveDocs, null, DocsFlags.FREQS);
            for (var doc = docs.NextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.NextDoc())
            {
                var session = turns.Session[doc];
                if (session < 0 || (user is not null && userOf[session] != user))
                {
                    continue;
                }

                var posting = new TurnPosting(session, turns.Number[doc], weight * docs.Freq, (int)(lengths?.Get(doc) ?? 1));
                if (isOne)
                {
                    _postings.Add(posting);
                }
                else
                {
                    Merge(posting);
                }
            }
        }
    }

    private void Merge(TurnPosting posting)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, (posting.Session, posting.Number), out var known);
        if (known)
        {
            CollectionsMarshal.AsSpan(_postings)[place] = posting with { Frequency = posting.Frequency + _postings[place].Frequency };
        }
        else
        {
            place = _postings.Count;
            _postings.Add(posting);
        }
    }
}
