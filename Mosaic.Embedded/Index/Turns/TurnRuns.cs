using Lucene.Net.Search;
using Lucene.Net.Util;
using Mosaic.Memory.Ranking;

namespace Mosaic.Index.Turns;

/// <summary>The turns that have a term, by session; which turns they are is looked up where it is asked for.</summary>
internal sealed class TurnRuns : ITurnRuns, IDisposable
{
    private readonly TurnTerms _terms;
    private readonly int? _user;
    private readonly BytesRef _term;
    private readonly float _weight;
    private readonly PooledList<TurnDoc> _docs = new();
    private readonly PooledList<TurnRun> _runs = new();

    /// <param name="terms">The turns.</param>
    /// <param name="user">By <see cref="SessionNumbers"/>; null: everyone's.</param>
    /// <param name="term">The term.</param>
    /// <param name="weight">How much it counts.</param>
    public TurnRuns(TurnTerms terms, int? user, string term, float weight)
    {
        (_terms, _user, _term, _weight) = (terms, user, new BytesRef(term), weight);
        var left = terms.View.Segments.Sum(static it => (double)it.Turns.Ordered.Length);
        for (var segment = 0; segment < terms.View.Segments.Length; segment++)
        {
            var turns = terms.View.Segments[segment].Turns.Ordered.Length;
            Read(segment, left / turns);
            left -= turns;
        }
    }

    public int Turns => _docs.Count;

    public ReadOnlySpan<TurnRun> Runs => _runs.Span;

    public ReadOnlySpan<TurnPosting> Read(int run, PooledList<TurnPosting> room)
    {
        var (session, segment, first, count, _, _, _, _) = _runs[run];
        var turns = _terms.View.Segments[segment].Turns;
        var found = room.Reserve(count)[..count];
        for (var i = 0; i < count; i++)
        {
            var (doc, frequency) = _docs[first + i];
            found[i] = new TurnPosting(session, turns.Number[doc], _weight * frequency, turns.Length[doc]);
        }

        return found;
    }

    public void Dispose()
    {
        _docs.Dispose();
        _runs.Dispose();
    }

    /// <param name="segment">Which segment.</param>
    /// <param name="times">How much larger it is with those behind it; they will have as many more turns.</param>
    private void Read(int segment, double times)
    {
        var turns = _terms.View.Segments[segment].Turns;
        if (!turns.Has(_user) || _terms.Find(segment, _term, out var most) is not { } docs)
        {
            return;
        }

        var userOf = turns.IsOf(_user) ? null : _terms.View.Numbers.UserOf;
        var room = _docs.Reserve(most, (int)Math.Min(most * times, Array.MaxLength / 2));
        var (sessions, found) = (turns.Session, 0);
        var (current, first, sum, max) = (TurnSegment.NoTurn, 0, 0, 0);
        for (var doc = docs.NextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.NextDoc())
        {
            var session = sessions[doc];
            if (session != current)
            {
                if (session < 0 || (userOf is not null && userOf[session] != _user))
                {
                    continue;
                }

                Add(first, found);
                (current, first, sum, max) = (session, found, 0, 0);
            }

            var frequency = docs.Freq;
            room[found++] = new TurnDoc(doc, frequency);
            sum += frequency;
            max = Math.Max(max, frequency);
        }

        Add(first, found);
        _docs.Count += found;

        void Add(int from, int to)
        {
            if (to > from)
            {
                _runs.Add(new TurnRun(current, segment, _docs.Count + from, to - from, _weight * sum, _weight * max, to - from, 0));
            }
        }
    }
}
