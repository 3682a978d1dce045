using Lucene.Net.Index;
using Lucene.Net.Search;
using Mosaic.Index.Texts;
using Mosaic.Memory.Rows;

namespace Mosaic.Index.Turns;

/// <summary>Whether a turn is within a query's limits. Its user is: only the user's turns are ranked.</summary>
internal sealed class TurnLimits
{
    private readonly TurnView _view;
    private readonly IndexQuery _query;
    private readonly HashSet<(int Session, int Number)>? _candidates;

    public TurnLimits(TurnView view, IndexQuery query)
    {
        _view = view;
        _query = query;
        if (query.Limits.Phrases is { } phrases)
        {
            _candidates = [];
            foreach (var (leaf, turns) in view.Segments)
            {
                AddCandidates(leaf.AtomicReader, turns, phrases.Terms);
            }
        }
    }

    public bool Admit(int session, int number)
    {
        var limits = _query.Limits;
        if (_candidates?.Contains((session, number)) == false)
        {
            return false;
        }

        if (limits.Session is { } wanted && _view.Numbers.Name(session) != wanted)
        {
            return false;
        }

        if (_view.Find(session, number) is not var (leaf, turns, doc))
        {
            return false;
        }

        if (limits.Speaker is { } speaker && (turns.Speaker[doc] < 0 || turns.Speakers[turns.Speaker[doc]] != speaker))
        {
            return false;
        }

        if (limits.FromTicks is not null || limits.ToTicks is not null)
        {
            var at = leaf.AtomicReader.GetNumericDocValues(IndexFields.At).Get(doc);
            if (at < limits.FromTicks || at > limits.ToTicks)
            {
                return false;
            }
        }

        return _candidates is null || _query.Admits(MemoryKeys.Turn(_view.Numbers.Name(session), number));
    }

    private void AddCandidates(AtomicReader reader, TurnSegment turns, IReadOnlyCollection<string> terms)
    {
        if (PhraseRows.Of(reader, IndexFields.Text(MemoryKind.Turn), terms, reader.LiveDocs)?.GetIterator() is not { } docs)
        {
            return;
        }

        for (var doc = docs.NextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.NextDoc())
        {
            _candidates!.Add((turns.Session[doc], turns.Number[doc]));
        }
    }
}
