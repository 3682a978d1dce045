using System.Runtime.InteropServices;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Mosaic.Backends;
using Mosaic.Index.Words;
using Mosaic.Memory.Ranking;

namespace Mosaic.Index.Turns;

/// <summary>The turns that have a word of several terms: those with any of them, each once. In a pooled array: a common word has megabytes of them.</summary>
internal sealed class TurnPostings : IDisposable
{
    private readonly TurnTerms _terms;
    private readonly int? _user;
    private readonly Dictionary<(int Session, int Number), int> _places = [];
    private readonly PooledList<TurnPosting> _postings = new();

    /// <param name="terms">The turns.</param>
    /// <param name="user">By <see cref="SessionNumbers"/>; null: everyone's.</param>
    /// <param name="word">The word.</param>
    public TurnPostings(TurnTerms terms, int? user, QueryWord word)
    {
        _terms = terms;
        _user = user;
        foreach (var (term, weight) in word.Terms)
        {
            Read(term, weight);
        }
    }

    /// <summary>Valid until it is disposed.</summary>
    public ReadOnlyMemory<TurnPosting> All => _postings.Memory;

    public void Dispose() => _postings.Dispose();

    private void Read(string term, float weight)
    {
        var bytes = new BytesRef(term);
        for (var segment = 0; segment < _terms.View.Segments.Length; segment++)
        {
            var turns = _terms.View.Segments[segment].Turns;
            if (!turns.Has(_user) || _terms.Find(segment, bytes, out _) is not { } docs)
            {
                continue;
            }

            var userOf = turns.IsOf(_user) ? null : _terms.View.Numbers.UserOf;
            for (var doc = docs.NextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.NextDoc())
            {
                var session = turns.Session[doc];
                if (session >= 0 && (userOf is null || userOf[session] == _user))
                {
                    Merge(new TurnPosting(session, turns.Number[doc], weight * docs.Freq, turns.Length[doc]));
                }
            }
        }
    }

    private void Merge(TurnPosting posting)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, (posting.Session, posting.Number), out var known);
        if (known)
        {
            _postings[place] = posting with { Frequency = posting.Frequency + _postings[place].Frequency };
        }
        else
        {
            place = _postings.Count;
            _postings.Add(posting);
        }
    }
}
