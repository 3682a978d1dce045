using Mosaic.Documents.Filters;

namespace Mosaic;

/// <content>What others make of one.</content>
public abstract partial record Filter
{
    /// <summary>Has a visitor make something of this filter; filters inside it, the visitor visits itself.</summary>
    /// <typeparam name="TResult">What is made.</typeparam>
    /// <param name="visitor">The visitor.</param>
    public TResult Accept<TResult>(FilterVisitor<TResult> visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        return this switch
        {
            AndFilter it => visitor.VisitAnd(it.Operands.ToArray()),
            OrFilter it => visitor.VisitOr(it.Operands.ToArray()),
            NotFilter it => visitor.VisitNot(it.Operand),
            IsTrueFilter it => visitor.VisitIsTrue(it.Operand),
            ComparisonFilter it => visitor.VisitComparison(new FilterPath(it.Path), it.Operator, new FilterValue(it.Value)),
            InFilter it => visitor.VisitIn(new FilterPath(it.Path), [.. it.Values.ToArray().Select(static value => new FilterValue(value))]),
            ExistsFilter it => visitor.VisitExists(new FilterPath(it.Path)),
            ContainsFilter it => visitor.VisitContains(new FilterPath(it.Path), new FilterValue(it.Value)),
            StartsWithFilter it => visitor.VisitStartsWith(new FilterPath(it.Path), new FilterValue(it.Prefix).Text),
            LikeFilter it => visitor.VisitLike(new FilterPath(it.Path), it.Pattern.Text, it.Pattern.Escape),
            ElementFilter it => visitor.VisitAny(new FilterPath(it.Path), it.Element),
            _ => throw new NotSupportedException($"A filter of type {GetType()} is not known."),
        };
    }
}
