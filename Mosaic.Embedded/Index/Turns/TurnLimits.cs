using Lucene.Net.Index;
using Lucene.Net.Util;
using Mosaic.Index.Texts;
using Mosaic.Memory.Rows;

namespace Mosaic.Index.Turns;

/// <summary>Whether a turn is within a query's limits. Its user is: only the user's turns are ranked.</summary>
internal sealed class TurnLimits
{
    private readonly TurnView _view;
    private readonly IndexQuery _query;
    private readonly Dictionary<AtomicReaderContext, FixedBitSet?> _withPhrases = [];

    public TurnLimits(TurnView view, IndexQuery query)
    {
        _view = view;
        _query = query;
        if (query.Limits.Phrases is { } phrases)
        {
            foreach (var (leaf, _) in view.Segments)
            {
                var reader = leaf.AtomicReader;
                _withPhrases.Add(leaf, PhraseRows.Of(reader, IndexFields.Text(MemoryKind.Turn), phrases.Terms, reader.LiveDocs));
            }
        }
    }

    public bool Admit(int session, int number)
    {
        var limits = _query.Limits;
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

        return limits.Phrases is null
            || (_withPhrases[leaf]?.Get(doc) == true && _query.Admits(MemoryKeys.Turn(_view.Numbers.Name(session), number)));
    }
}
