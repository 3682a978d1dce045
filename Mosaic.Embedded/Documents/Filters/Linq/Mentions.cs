using System.Linq.Expressions;

namespace Mosaic.Documents.Filters.Linq;

/// <summary>Whether an expression depends on a parameter of a lambda around it.</summary>
internal sealed class Mentions : ExpressionVisitor
{
    private readonly HashSet<ParameterExpression> own = [];
    private bool found;

    public static bool Parameter(Expression expression)
    {
        var visitor = new Mentions();
        visitor.Visit(expression);
        return visitor.found;
    }

    protected override Expression VisitLambda<T>(Expression<T> node)
    {
        own.UnionWith(node.Parameters);
        return base.VisitLambda(node);
    }

    protected override Expression VisitParameter(ParameterExpression node)
    {
        found |= !own.Contains(node);
        return node;
    }
}
