using Mosaic.Index;
using Mosaic.Memory.Rows;
using Mosaic.Storage;

namespace Mosaic.Memory.Search;

/// <summary>
/// Searches: the index ranks, the rows answer. Each hit is read from the file as it is now and checked again, so that an answer
/// never has what the file does not hold or the limits forbid.
/// </summary>
internal sealed class MemorySearch(StoreCore core, SearchIndex index, SearchableRows rows)
{
    private const int FactorOfMore = 4;

    public async ValueTask<IReadOnlyList<SearchHit>> RunAsync(string query, int limit, SearchLimits limits, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(query) || !rows.Any)
        {
            return [];
        }

        index.Start();
        var terms = QueryTerms.Of(query); // meanwhile, the first time, the index opens
        var dates = DateWords.Parse(query, DateOnly.FromDateTime(core.Clock.Now().UtcDateTime));
        if (terms.Count == 0 && dates.IsEmpty)
        {
            return [];
        }

        for (var again = true; ; again = false)
        {
            await index.ReachAsync(core.Rows.Visible, cancellationToken).ConfigureAwait(false);
            try
            {
                return Run(new IndexQuery(terms, dates, limits), limit, cancellationToken);
            }
            catch (MosaicException exception) when (again && exception.IsTransient)
            {
                // The index was lost under the search, and is built anew.
            }
        }
    }

    private List<SearchHit> Run(IndexQuery query, int limit, CancellationToken cancellationToken)
    {
        var hits = new List<SearchHit>();
        // Rows that have gone since, or expired, leave room for others.
        for (var count = limit; ; count *= FactorOfMore)
        {
            var ranked = index.Search(query, count, rows.TurnsOf);
            hits.Clear();
            foreach (var (key, score, _) in ranked)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (hits.Count < limit && rows.Read(key) is { } text && query.Limits.Admit(text))
                {
                    hits.Add(ToHit(text, score, query.Terms));
                }
            }

            if (hits.Count == limit || ranked.Count < count || count > MemoryLimits.MaxHits * FactorOfMore)
            {
                return hits;
            }
        }
    }

    private static SearchHit ToHit(SearchableText text, double score, HashSet<string> terms) => new()
    {
        Id = text.Id,
        Kind = text.Kind,
        Collection = text.Collection,
        Content = text.Text,
        Score = score,
        Highlights = Highlighter.Find(text.Text, terms),
        SessionId = text.Session,
        At = text.At,
        Metadata = MetadataJson.Read(text.Metadata),
    };
}
