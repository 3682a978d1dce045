using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Mosaic.Index;

internal sealed class SearcherMaker : SearcherFactory
{
    public static readonly SearcherMaker Instance = new();

    public override IndexSearcher NewSearcher(IndexReader reader) => new(reader) { Similarity = new FieldSimilarity() };
}
