using Lucene.Net.Index;
using Lucene.Net.Search;
using Mosaic.Backends;

namespace Mosaic.Index.Words;

/// <summary>A word of several terms as Lucene ranks it: as one term that has all their places.</summary>
internal sealed class WordQuery(string name, IReadOnlyList<WeightedTerm> terms) : Query
{
    public string Field => name;

    public IReadOnlyList<WeightedTerm> Terms => terms;

    public override Weight CreateWeight(IndexSearcher searcher) => new WordWeight(this, searcher);

    public override void ExtractTerms(ISet<Term> terms) => terms.UnionWith(Terms.Select(one => new Term(name, one.Term)));

    public override string ToString(string field) => $"{Field}:({string.Join(' ', terms)})";

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
