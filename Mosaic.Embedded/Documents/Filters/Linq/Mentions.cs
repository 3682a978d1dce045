using System.Linq.Expressions;

namespace Mosaic.Documents.Filters.Linq;

/// <summary>Whether an expression depends on a lambda's parameter.</summary>
internal sealed class Mentions : ExpressionVisitor
{
    private bool found;

    public static bool Parameter(Expression expression)
    {
        var visitor = new Mentions();
        visitor.Visit(expression);
        return visitor.found;
    }

    protected override Expression VisitParameter(ParameterExpression node)
    {
        found = true;
        return node;
    }
}
