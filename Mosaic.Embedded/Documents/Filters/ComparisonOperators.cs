namespace Mosaic.Documents.Filters;

internal static class ComparisonOperators
{
    /// <summary>The comparison with its sides exchanged: 1 &lt; a is a > 1.</summary>
    public static ComparisonOperator Flipped(this ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Greater => ComparisonOperator.Less,
        ComparisonOperator.GreaterOrEqual => ComparisonOperator.LessOrEqual,
        ComparisonOperator.Less => ComparisonOperator.Greater,
        ComparisonOperator.LessOrEqual => ComparisonOperator.GreaterOrEqual,
        _ => comparison,
    };
}
