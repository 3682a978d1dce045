using System.Text.Json;
using Mosaic.Specs;

namespace Mosaic.Embedded.Tests.Documents.Filters;

/// <summary>Makes the same filter again, of no more than a visitor is told.</summary>
internal sealed class FilterRebuilder : FilterVisitor<Filter>
{
    public override Filter VisitAnd(IReadOnlyList<Filter> operands) => operands.Select(Again).Aggregate(static (left, right) => left & right);

    public override Filter VisitOr(IReadOnlyList<Filter> operands) => operands.Select(Again).Aggregate(static (left, right) => left | right);

    public override Filter VisitNot(Filter operand) => !Again(operand);

    public override Filter VisitIsTrue(Filter operand) => Filter.IsTrue(Again(operand));

    public override Filter VisitComparison(FilterPath path, ComparisonOperator comparison, FilterValue value) => comparison switch
    {
        ComparisonOperator.Equal => Filter.Eq(Text(path), Plain(value)),
        ComparisonOperator.NotEqual => Filter.Ne(Text(path), Plain(value)),
        ComparisonOperator.Greater => Filter.Gt(Text(path), Plain(value)!),
        ComparisonOperator.GreaterOrEqual => Filter.Gte(Text(path), Plain(value)!),
        ComparisonOperator.Less => Filter.Lt(Text(path), Plain(value)!),
        _ => Filter.Lte(Text(path), Plain(value)!),
    };

    public override Filter VisitIn(FilterPath path, IReadOnlyList<FilterValue> values) => Filter.In(Text(path), values.Select(Plain).ToArray());

    public override Filter VisitExists(FilterPath path) => Filter.Exists(Text(path));

    public override Filter VisitContains(FilterPath path, FilterValue value) => Filter.Contains(Text(path), Plain(value));

    public override Filter VisitStartsWith(FilterPath path, string prefix) => Filter.StartsWith(Text(path), prefix);

    public override Filter VisitLike(FilterPath path, string pattern, char? escape) => Filter.Like(Text(path), pattern, escape);

    public override Filter VisitAny(FilterPath path, Filter element) => Filter.Any(Text(path), Again(element));

    private Filter Again(Filter filter) => filter.Accept(this);

    private static object? Plain(FilterValue value) => value.Kind switch
    {
        FilterValueKind.Null => null,
        FilterValueKind.Boolean => value.IsTrue,
        FilterValueKind.Number => JsonElement.Parse(value.Text),
        _ => value.Text,
    };

    private static string Text(FilterPath path) =>
        path.Segments is [{ Name: "$" }] ? @"\$" : path.Segments.Count == 0 ? "$" : ReferenceFilter.PathText([.. path.Segments.Select(static segment => segment.Name)]);
}
