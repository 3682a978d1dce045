using System.Runtime.InteropServices;
using Mosaic.Backends;
using Mosaic.Index;
using Mosaic.Memory.Search;
using Mosaic.Storage.Rows;

namespace Mosaic.Memory.Vectors;

/// <summary>
/// Joins what keywords found with what vectors find, by the store's <see cref="IScoreFusion"/>. Vectors are compared as bytes; the best
/// that come of it are compared once more by the floats in the file, which decide.
/// </summary>
internal sealed class HybridRanking(IReadOnlyList<CorpusQuery> queries, IScoreFusion fusion, SearchableRows rows, SearchLimits limits)
{
    /// <summary>Of either side so many are looked at, at least.</summary>
    public const int CandidatesMin = HybridScores.CandidatesMin;

    private const int FactorOfMore = 4;
    private const int LookedAtMax = 25_600;

    private readonly Dictionary<byte[], Candidate> _candidates = new(RowKeyComparer.Instance);

    /// <param name="keywords">What keywords found, best first.</param>
    /// <param name="count">At most so many.</param>
    public List<RankedKey> Run(IReadOnlyList<RankedKey> keywords, int count)
    {
        foreach (var found in keywords)
        {
            _candidates[found.Key] = new Candidate(found, Find(found.Key));
        }

        foreach (var query in queries)
        {
            AddNearest(query, Math.Max(count, CandidatesMin));
        }

        // By the scan: what is rescored, and with it the nearest of that, would depend on the count, and so the order of the others.
        var scores = new HybridScores(
            fusion,
            keywords.Count == 0 ? 1 : keywords.Max(static found => found.Score),
            _candidates.Values.Select(static candidate => (KindOf(candidate.Keyword.Key), candidate.Vector?.Worth)));
        var ranked = Rank(scores);
        foreach (var found in ranked.Take(HybridScores.Rescored(count)))
        {
            Rescore(found.Key);
        }

        ranked = Rank(scores);
        return ranked.Count <= count ? ranked : ranked[..count];
    }

    private static MemoryKind KindOf(byte[] key) => (RowTable)key[0] switch
    {
        RowTable.Insight => MemoryKind.Insight,
        RowTable.Turn => MemoryKind.Turn,
        _ => MemoryKind.Document,
    };

    private List<RankedKey> Rank(HybridScores scores)
    {
        var ranked = new List<RankedKey>(_candidates.Count);
        foreach (var (keyword, vector) in _candidates.Values)
        {
            ranked.Add(keyword with
            {
                Score = scores.Fuse(KindOf(keyword.Key), keyword.Score, vector?.Worth),
                Similarity = vector?.Similarity,
            });
        }

        ranked.RemoveAll(static found => !(found.Score > 0));
        ranked.Sort(RankedKey.BestFirst);
        return ranked;
    }

    private void Rescore(byte[] key)
    {
        ref var candidate = ref CollectionsMarshal.GetValueRefOrNullRef(_candidates, key);
        if (candidate.Vector is null)
        {
            return;
        }

        foreach (var query in queries)
        {
            if (query.Rescore(key) is { } exact)
            {
                candidate = candidate with { Vector = exact };
                return;
            }
        }
    }

    private (float Worth, float Similarity)? Find(byte[] key)
    {
        foreach (var query in queries)
        {
            if (query.Find(key) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>Looks further where the limits leave few of the nearest.</summary>
    private void AddNearest(CorpusQuery query, int count)
    {
        for (var take = count; ; take *= FactorOfMore)
        {
            var nearest = query.Top(take, Wants);
            var admitted = 0;
            foreach (var (key, worth, similarity) in nearest)
            {
                if (_candidates.ContainsKey(key))
                {
                    admitted++;
                }
                else if (worth > 0 && rows.Read(key) is { } text && limits.Admit(text))
                {
                    admitted++;
                    _candidates.Add(key, new Candidate(new RankedKey(key, 0, text.At.UtcTicks), (worth, similarity)));
                }

                if (admitted == count)
                {
                    return;
                }
            }

            if (nearest.Count < take || take > LookedAtMax)
            {
                return;
            }
        }
    }

    private bool Wants(byte[] key) => KindOf(key) switch
    {
        MemoryKind.Insight => limits.Insights,
        MemoryKind.Turn => limits.Turns,
        _ => limits.Documents,
    };

    private readonly record struct Candidate(RankedKey Keyword, (float Worth, float Similarity)? Vector);
}
