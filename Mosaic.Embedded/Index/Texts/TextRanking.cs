using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Mosaic.Backends;
using Mosaic.Index.Words;

namespace Mosaic.Index.Texts;

/// <summary>Ranks insights and documents: by Lucene, and by what their rows say where the index does not know enough.</summary>
internal sealed class TextRanking(IndexSearcher searcher, IndexQuery query)
{
    private const int MoreCandidates = 4;

    // Equal scores are many where length does not count: the latest first, then by key, so that an answer is always the same.
    private static readonly Sort Order = new(
        SortField.FIELD_SCORE,
        new SortField(IndexFields.At, SortFieldType.INT64, reverse: true),
        new SortField(IndexFields.Key, SortFieldType.STRING_VAL));

    public List<RankedKey> Run(IReadOnlyList<QueryWord> words, int count)
    {
        if (query.Limits.Expand && words.Count is > 0 and <= RelevanceModel.QueryWordsMax)
        {
            var model = new RelevanceModel(
                from text in Admitted(words, RelevanceModel.TextsMax)
                let row = query.RowOf(text.Key)
                where row is not null
                select (row.Text, text.Score));
            words = model.Extend(query, words, CountOf);
        }

        return Admitted(words, count);
    }

    private (long With, long All) CountOf(string term)
    {
        var (with, all) = (0L, 0L);
        foreach (var field in IndexFields.TextsOf(query.Limits))
        {
            with += searcher.IndexReader.DocFreq(new Term(field, term));
            all += searcher.IndexReader.GetDocCount(field);
        }

        return (with, all);
    }

    /// <summary>Looks for phrases in the best candidates, and in further ones until there are enough or no more.</summary>
    private List<RankedKey> Admitted(IReadOnlyList<QueryWord> words, int count)
    {
        if (query.Limits.Phrases is null)
        {
            return Best(words, count);
        }

        var admitted = new List<RankedKey>();
        var looked = 0;
        for (var candidates = 2L * count; ; candidates *= MoreCandidates)
        {
            var best = Best(words, (int)Math.Min(candidates, searcher.IndexReader.MaxDoc));
            admitted.AddRange(best.Skip(looked).Where(candidate => query.Admits(candidate.Key)).Take(count - admitted.Count));
            looked = best.Count;
            if (admitted.Count == count || looked < candidates)
            {
                return admitted;
            }
        }
    }

    private List<RankedKey> Best(IReadOnlyList<QueryWord> words, int count)
    {
        var best = TopFieldCollector.Create(
            Order, Math.Min(count, searcher.IndexReader.MaxDoc), fillFields: false, trackDocScores: true, trackMaxScore: false, docsScoredInOrder: false);
        ICollector collector = best;
        searcher.Search(QueryBuilder.Build(words, query.Limits, searcher.IndexReader, ref collector), collector);
        var top = best.GetTopDocs();
        var keys = MultiDocValues.GetBinaryValues(searcher.IndexReader, IndexFields.Key);
        var times = MultiDocValues.GetNumericValues(searcher.IndexReader, IndexFields.At);
        var key = new BytesRef();
        var ranked = new List<RankedKey>(top.ScoreDocs.Length);
        foreach (var hit in top.ScoreDocs)
        {
            keys.Get(hit.Doc, key);
            ranked.Add(new RankedKey(key.Bytes.AsSpan(key.Offset, key.Length).ToArray(), hit.Score, times.Get(hit.Doc)));
        }

        return ranked;
    }
}
