using Mosaic.Backends;
using Mosaic.Index.Words;
using Mosaic.Memory.Ranking;

namespace Mosaic.Index.Turns;

/// <summary>The turns that have the words of a query.</summary>
internal sealed class TurnWords : IDisposable
{
    private readonly List<ITurnRuns> _words = [];
    private readonly List<IDisposable> _read = [];

    /// <param name="view">The turns.</param>
    /// <param name="user">By <see cref="SessionNumbers"/>; null: everyone's.</param>
    /// <param name="words">The words.</param>
    public TurnWords(TurnView view, int? user, IReadOnlyList<QueryWord> words)
    {
        var terms = new TurnTerms(view);
        foreach (var word in words)
        {
            if (word.Terms is [var (term, weight)])
            {
                var runs = new TurnRuns(terms, user, term, weight);
                _read.Add(runs);
                _words.Add(runs);
            }
            else
            {
                var postings = new TurnPostings(terms, user, word);
                _read.Add(postings);
                _words.Add(new PostingRuns(postings.All));
            }
        }
    }

    /// <summary>Whether no turn has any of them.</summary>
    public bool IsEmpty => _words.TrueForAll(static word => word.Turns == 0);

    public void AddTo(ConversationScorer scorer) => _words.ForEach(scorer.AddWord);

    public void Dispose() => _read.ForEach(static it => it.Dispose());
}
