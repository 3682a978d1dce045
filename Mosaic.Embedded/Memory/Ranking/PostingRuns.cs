using System.Runtime.InteropServices;

namespace Mosaic.Memory.Ranking;

/// <summary>Turns that have a word, in memory.</summary>
internal sealed class PostingRuns : ITurnRuns
{
    private readonly ReadOnlyMemory<TurnPosting> _postings;
    private readonly List<TurnRun> _runs = [];

    public PostingRuns(ReadOnlyMemory<TurnPosting> postings)
    {
        _postings = postings;
        for (var at = 0; at < postings.Length; at += _runs[^1].Count)
        {
            _runs.Add(RunAt(postings.Span[at..], at));
        }
    }

    public int Turns => _postings.Length;

    public ReadOnlySpan<TurnRun> Runs => CollectionsMarshal.AsSpan(_runs);

    public ReadOnlySpan<TurnPosting> Read(int run, PooledList<TurnPosting> room) => _postings.Span.Slice(_runs[run].First, _runs[run].Count);

    private static TurnRun RunAt(ReadOnlySpan<TurnPosting> turns, int first)
    {
        var (session, count, sum, most, shortest) = (turns[0].Session, 0, 0f, 0f, int.MaxValue);
        var (start, together) = (0, 0);
        for (; count < turns.Length && turns[count].Session == session; count++)
        {
            ref readonly var turn = ref turns[count];
            sum += turn.Frequency;
            most = Math.Max(most, turn.Frequency);
            shortest = Math.Min(shortest, turn.Length);
            while (turn.Number - turns[start].Number > 2 * ConversationScorer.Margin)
            {
                start++;
            }

            var isOrdered = count == 0 || turn.Number > turns[count - 1].Number;
            together = isOrdered ? Math.Max(together, count - start + 1) : int.MaxValue;
        }

        return new TurnRun(session, 0, first, count, sum, most, Math.Min(together, count), shortest);
    }
}
