using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Mosaic.Backends;

namespace Mosaic.Postgres.Memory.Search;

/// <summary>Joins what keywords found with what vectors find, as the local engine does.</summary>
internal sealed class HybridRanking(
    IReadOnlyList<VectorScores> scores, VectorReads reads, SearchRows rows, SearchLimits limits, TurnRanking? turns, PostgresConversations conversations)
{
    private const int BatchTexts = 128;

    private readonly Dictionary<(TextKey? Key, int Session, int Number), (Candidate Keyword, (float Worth, float Similarity)? Vector)> _candidates = [];

    /// <param name="keywords">What keywords found, best first.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="fusion">The store's.</param>
    /// <param name="bestFirst">The order of hits.</param>
    public async ValueTask<List<Candidate>> RunAsync(IReadOnlyList<Candidate> keywords, int count, IScoreFusion fusion, Comparison<Candidate> bestFirst)
    {
        foreach (var found in keywords)
        {
            _candidates[(found.Key, found.Session, found.Number)] = (found, Find(found));
        }

        foreach (var some in scores)
        {
            await AddNearestAsync(some, Math.Max(count, HybridScores.CandidatesMin)).ConfigureAwait(false);
        }

        var hybrid = new HybridScores(
            fusion,
            keywords.Count == 0 ? 1 : keywords.Max(static found => found.Score),
            _candidates.Values.Select(static candidate => (KindOf(candidate.Keyword), candidate.Vector?.Worth)));
        var ranked = Rank(hybrid, bestFirst);
        if (scores.Any(static some => !some.IsExact))
        {
            await RescoreAsync(ranked.Take(HybridScores.Rescored(count))).ConfigureAwait(false);
            ranked = Rank(hybrid, bestFirst);
        }

        return ranked.Count <= count ? ranked : ranked[..count];
    }

    private static MemoryKind KindOf(Candidate candidate) => candidate.Key switch
    {
        null => MemoryKind.Turn,
        { IsDocument: true } => MemoryKind.Document,
        _ => MemoryKind.Insight,
    };

    private List<Candidate> Rank(HybridScores hybrid, Comparison<Candidate> bestFirst)
    {
        var ranked = new List<Candidate>(_candidates.Count);
        foreach (var (keyword, vector) in _candidates.Values)
        {
            ranked.Add(keyword with { Score = hybrid.Fuse(KindOf(keyword), keyword.Score, vector?.Worth), Similarity = vector?.Similarity });
        }

        ranked.RemoveAll(static found => !(found.Score > 0));
        ranked.Sort(bestFirst);
        return ranked;
    }

    private async ValueTask RescoreAsync(IEnumerable<Candidate> best)
    {
        foreach (var group in best.GroupBy(candidate => scores.FirstOrDefault(some => !some.IsExact && some.IsOf(candidate))))
        {
            if (group.Key is not { } some)
            {
                continue;
            }

            var candidates = group.ToList();
            var numbers = await reads.NumbersAsync(some.Query, candidates.ConvertAll(candidate => (candidate.Key, SessionOf(candidate), candidate.Number))).ConfigureAwait(false);
            foreach (var candidate in candidates)
            {
                ref var kept = ref CollectionsMarshal.GetValueRefOrNullRef(_candidates, (candidate.Key, candidate.Session, candidate.Number));
                if (kept.Vector is { } vector && numbers.TryGetValue((candidate.Key, SessionOf(candidate), candidate.Number), out var exact)
                    && exact.Length == some.Query.Vector.Length)
                {
                    var similarity = TensorPrimitives.Dot<float>(exact, some.Query.Vector);
                    kept.Vector = (vector.Worth + similarity - vector.Similarity, similarity);
                }
            }
        }
    }

    private (float Worth, float Similarity)? Find(Candidate candidate)
    {
        foreach (var some in scores)
        {
            if (some.IsOf(candidate) && some.Find(candidate.Key, SessionOf(candidate), candidate.Number) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>0: it is no turn.</summary>
    private long SessionOf(Candidate candidate) => candidate.Key is null ? conversations.Numbers[candidate.Session] : 0;

    private async ValueTask AddNearestAsync(VectorScores some, int count)
    {
        var admitted = 0;
        var ranked = some.Ranked();
        for (var from = 0; from < ranked.Count && admitted < count; from += BatchTexts)
        {
            var batch = ranked.GetRange(from, Math.Min(BatchTexts, ranked.Count - from));
            var texts = await rows.TextsAsync([.. batch.Where(near => near.Key is not null && !_candidates.ContainsKey((near.Key, -1, 0))).Select(static near => near.Key!.Value)]).ConfigureAwait(false);
            foreach (var near in batch)
            {
                if (admitted == count)
                {
                    return;
                }

                admitted += Add(near, texts) ? 1 : 0;
            }
        }
    }

    private bool Add((TextKey? Key, long Session, int Number, float Worth, float Similarity) near, Dictionary<TextKey, SearchableText> texts)
    {
        var place = near.Key is null ? conversations.PlaceOf(near.Session) : -1;
        if (_candidates.ContainsKey((near.Key, place, near.Number)))
        {
            return true;
        }

        Candidate candidate;
        if (near.Key is { } key)
        {
            if (!texts.TryGetValue(key, out var text) || !limits.Admit(text))
            {
                return false;
            }

            candidate = new Candidate(0, text.At.UtcTicks, key, -1, 0) { Text = text };
        }
        else
        {
            if (place < 0 || near.Number > conversations.LastTurn(place) || turns?.Admit(place, near.Number) != true)
            {
                return false;
            }

            candidate = new Candidate(0, conversations.AtOf(place, near.Number), null, place, near.Number);
        }

        _candidates.Add((near.Key, place, near.Number), (candidate, (near.Worth, near.Similarity)));
        return true;
    }
}
