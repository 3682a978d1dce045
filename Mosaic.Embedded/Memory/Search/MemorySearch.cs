using Mosaic.Backends;
using Mosaic.Index;
using Mosaic.Memory.Vectors;
using Mosaic.Storage;

namespace Mosaic.Memory.Search;

/// <summary>
/// Searches: the index ranks, the rows answer. Each hit is read from the file as it is now and checked again, so that an answer
/// never has what the file does not hold or the limits forbid.
/// </summary>
internal sealed class MemorySearch(StoreCore core, SearchIndex index, SearchableRows rows, EngineVectors? vectors, IScoreFusion fusion)
{
    private const int FactorOfMore = 4;

    public async ValueTask<IReadOnlyList<SearchHit>> RunAsync(string query, int limit, SearchLimits limits, CancellationToken cancellationToken)
    {
        if (!rows.Any)
        {
            return [];
        }

        index.Start(); // the first time, it opens meanwhile
        if (MemoryQuery.Parse(query, limits, core.Clock.Now()) is not { } asked)
        {
            return [];
        }

        var queries = vectors is null || !asked.HasWords ? [] : await vectors.BeginAsync(query, limits, cancellationToken).ConfigureAwait(false);
        for (var again = true; ; again = false)
        {
            await index.ReachAsync(core.Rows.Visible, cancellationToken).ConfigureAwait(false);
            try
            {
                return Run(new IndexQuery(asked) { RowOf = rows.Read }, queries, limit, cancellationToken);
            }
            catch (MosaicException exception) when (again && exception.IsTransient)
            {
                // The index was lost under the search, and is built anew.
            }
        }
    }

    private List<SearchHit> Run(IndexQuery query, IReadOnlyList<CorpusQuery> queries, int limit, CancellationToken cancellationToken)
    {
        var hits = new List<SearchHit>();
        // Rows that have gone since, have expired or say nothing leave room for others.
        for (var count = limit; ; count = (int)Math.Min((long)count * FactorOfMore, Array.MaxLength))
        {
            var ranked = Rank(query, queries, count);
            hits.Clear();
            foreach (var (key, score, _, similarity) in ranked)
            {
                cancellationToken.ThrowIfCancellationRequested();
                // A turn of a call or a picture may have no text; that it stands beside the right ones tells nothing.
                if (hits.Count < limit && rows.Read(key) is { } text && !string.IsNullOrWhiteSpace(text.Text) && query.Limits.Admit(text))
                {
                    hits.Add(query.ToHit(text, score) with { Distance = DistanceOf(similarity) });
                }
            }

            if (hits.Count == limit || ranked.Count < count)
            {
                return hits;
            }
        }
    }

    private IReadOnlyList<RankedKey> Rank(IndexQuery query, IReadOnlyList<CorpusQuery> queries, int count) =>
        queries.Count == 0
            ? index.Search(query, count, rows.TurnsOf)
            : new HybridRanking(queries, fusion, rows, query.Limits).Run(
                index.Search(query, Math.Max(count, HybridRanking.CandidatesMin), rows.TurnsOf), count);

    /// <summary>Cosines of vectors of bytes are a little off, also beyond 1.</summary>
    private static double? DistanceOf(float? similarity) => similarity is { } cosine ? 1 - Math.Clamp(cosine, -1, 1) : null;
}
