using System.Buffers;
using System.Runtime.InteropServices;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Mosaic.Index.Words;

namespace Mosaic.Index.Turns;

/// <summary>The turns that have a word: those with any of its terms, each once. In a pooled array: a common word has megabytes of them.</summary>
internal sealed class TurnPostings : IDisposable
{
    private readonly TurnView _view;
    private readonly int? _user;
    private readonly Dictionary<(int Session, int Number), int> _places = [];
    private TurnPosting[] _postings = ArrayPool<TurnPosting>.Shared.Rent(1024);
    private int _count;

    /// <param name="view">The turns.</param>
    /// <param name="user">By <see cref="SessionNumbers"/>; null: everyone's.</param>
    /// <param name="word">The word.</param>
    public TurnPostings(TurnView view, int? user, QueryWord word)
    {
        _view = view;
        _user = user;
        foreach (var (term, weight) in word.Terms)
        {
            Read(term, weight, word.Terms.Count == 1);
        }
    }

    /// <summary>Valid until it is disposed.</summary>
    public ReadOnlyMemory<TurnPosting> All => _postings.AsMemory(0, _count);

    public void Dispose() => ArrayPool<TurnPosting>.Shared.Return(_postings);

    private void Read(string term, float weight, bool isOne)
    {
        var userOf = _view.Numbers.UserOf;
        var bytes = new BytesRef(term);
        foreach (var (leaf, turns) in _view.Segments)
        {
            var reader = leaf.AtomicReader;
            if (reader.GetTerms(IndexFields.Text(MemoryKind.Turn))?.GetEnumerator() is not { } terms || !terms.SeekExact(bytes))
            {
                continue;
            }

            Reserve(terms.DocFreq);
            var lengths = reader.GetNormValues(IndexFields.Text(MemoryKind.Turn));
            var docs = terms.Docs(reader.LiveDocs, null, DocsFlags.FREQS);
            for (var doc = docs.NextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.NextDoc())
            {
                var session = turns.Session[doc];
                if (session < 0 || (_user is not null && userOf[session] != _user))
                {
                    continue;
                }

                var posting = new TurnPosting(session, turns.Number[doc], weight * docs.Freq, (int)(lengths?.Get(doc) ?? 1));
                if (isOne)
                {
                    Add(posting);
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
            _postings[place] = posting with { Frequency = posting.Frequency + _postings[place].Frequency };
        }
        else
        {
            place = _count;
            Add(posting);
        }
    }

    private void Add(in TurnPosting posting) => _postings[_count++] = posting;

    private void Reserve(int more)
    {
        if (_count + more > _postings.Length)
        {
            var larger = ArrayPool<TurnPosting>.Shared.Rent(Math.Max(_count + more, 2 * _count));
            _postings.AsSpan(0, _count).CopyTo(larger);
            ArrayPool<TurnPosting>.Shared.Return(_postings);
            _postings = larger;
        }
    }
}
