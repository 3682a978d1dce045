using System.Linq.Expressions;
using System.Text.Json;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Filters.Linq;

/// <summary>
/// Makes a filter of an expression. C#'s logic has two values: each comparison is wrapped in IsTrue, so that its negation matches
/// where it does not. What C# would answer otherwise has no translation.
/// </summary>
internal sealed partial class PredicateTranslator
{
    private readonly MemberPaths paths;
    private readonly MemberValues values;

    public PredicateTranslator(JsonSerializerOptions json)
    {
        paths = new MemberPaths(json);
        values = new MemberValues(paths);
    }

    public Filter Translate(LambdaExpression predicate) => Condition(predicate.Body, new Scope(predicate.Parameters[0], paths.Json.NumberHandling));

    private Filter Condition(Expression expression, Scope scope) => expression switch
    {
        _ when !Mentions.Parameter(expression) => Constant((bool)Evaluator.Value(expression)!),
        BinaryExpression { NodeType: ExpressionType.AndAlso, Method: null } it => Both(it, scope),
        BinaryExpression { NodeType: ExpressionType.OrElse, Method: null } it => Either(it, scope),
        BinaryExpression { NodeType: ExpressionType.And, Method: null } it when it.Type == typeof(bool) => Condition(it.Left, scope) & Condition(it.Right, scope),
        BinaryExpression { NodeType: ExpressionType.Or, Method: null } it when it.Type == typeof(bool) => Condition(it.Left, scope) | Condition(it.Right, scope),
        UnaryExpression { NodeType: ExpressionType.Not, Method: null } it when it.Type == typeof(bool) => !Condition(it.Operand, scope),
        ConditionalExpression it when !Mentions.Parameter(it.Test) => Condition((bool)Evaluator.Value(it.Test)! ? it.IfTrue : it.IfFalse, scope),
        BinaryExpression { NodeType: not ExpressionType.ArrayIndex } it => Comparison(it, scope),
        MemberExpression { Member.Name: nameof(Nullable<>.HasValue), Expression: { } nullable } it when Nullable.GetUnderlyingType(nullable.Type) is not null =>
            !Null(Member(nullable, it, scope), it),
        MethodCallExpression { Method: { IsSpecialName: false } } it => Call(it, scope),
        _ when Bare(expression.Type) == typeof(bool) => Compare(Member(Conversions.Strip(expression, expression), expression, scope), ComparisonOperator.Equal, true, expression),
        _ => throw Untranslated.Because(expression),
    };

    /// <summary>As in C# the right side is not looked at when the left, a value, has decided.</summary>
    private Filter Both(BinaryExpression expression, Scope scope)
    {
        if (!Mentions.Parameter(expression.Left))
        {
            return (bool)Evaluator.Value(expression.Left)! ? Condition(expression.Right, scope) : Constant(false);
        }

        return Condition(expression.Left, scope) & Condition(expression.Right, scope);
    }

    private Filter Either(BinaryExpression expression, Scope scope)
    {
        if (!Mentions.Parameter(expression.Left))
        {
            return (bool)Evaluator.Value(expression.Left)! ? Constant(true) : Condition(expression.Right, scope);
        }

        return Condition(expression.Left, scope) | Condition(expression.Right, scope);
    }

    private Filter Comparison(BinaryExpression expression, Scope scope)
    {
        var comparison = expression.NodeType switch
        {
            ExpressionType.Equal => ComparisonOperator.Equal,
            ExpressionType.NotEqual => ComparisonOperator.NotEqual,
            ExpressionType.GreaterThan => ComparisonOperator.Greater,
            ExpressionType.GreaterThanOrEqual => ComparisonOperator.GreaterOrEqual,
            ExpressionType.LessThan => ComparisonOperator.Less,
            ExpressionType.LessThanOrEqual => ComparisonOperator.LessOrEqual,
            _ => throw Untranslated.Because(expression),
        };
        var (left, right) = (expression.Left, expression.Right);
        if (Mentions.Parameter(right) && !Mentions.Parameter(left))
        {
            (left, right, comparison) = (right, left, comparison.Flipped());
        }

        if (Mentions.Parameter(right))
        {
            throw Untranslated.Because(expression, "a member can be compared with a value only, not with another member");
        }

        // string.CompareOrdinal(x.Name, "b") > 0
        return left is MethodCallExpression { Method: { Name: nameof(string.CompareOrdinal), DeclaringType: var type }, Arguments: [var first, var second] }
            && type == typeof(string) && Evaluator.Value(right) is 0
            ? Ordinal(first, comparison, second, expression, scope)
            : Compare(left, comparison, Evaluator.Value(right), expression, scope);
    }

    /// <summary>Nothing comes before null, and null before every text.</summary>
    private Filter Ordinal(Expression left, ComparisonOperator comparison, Expression right, BinaryExpression whole, Scope scope)
    {
        if (!Mentions.Parameter(left))
        {
            (left, right, comparison) = (right, left, comparison.Flipped());
        }

        var member = Member(left, whole, scope);
        values.RequireText(member, whole);
        if (Evaluator.Value(right) is not string text)
        {
            return comparison switch
            {
                ComparisonOperator.Equal or ComparisonOperator.LessOrEqual => Null(member, whole),
                ComparisonOperator.NotEqual or ComparisonOperator.Greater => !Null(member, whole),
                _ => Constant(comparison == ComparisonOperator.GreaterOrEqual),
            };
        }

        var compared = Compare(member, comparison, text, whole);
        return comparison is ComparisonOperator.Less or ComparisonOperator.LessOrEqual ? compared | Null(member, whole) : compared;
    }

    private Filter Compare(Expression left, ComparisonOperator comparison, object? value, Expression whole, Scope scope)
    {
        if (value is not null && (whole as BinaryExpression)?.Method is { } method && method.DeclaringType?.Assembly != typeof(object).Assembly)
        {
            throw Untranslated.Because(whole, $"the operator is that of {method.DeclaringType?.Name}");
        }

        return Compare(Member(value is null ? left : Conversions.Strip(left, whole), whole, scope), comparison, value, whole);
    }

    private Filter Compare(Member member, ComparisonOperator comparison, object? value, Expression whole) => (comparison, value) switch
    {
        (ComparisonOperator.Equal, null) => Null(member, whole),
        (ComparisonOperator.NotEqual, null) => !Null(member, whole),
        (_, null) => Constant(false),
        (ComparisonOperator.NotEqual, { } it) => !True(values.Compare(member, ComparisonOperator.Equal, it, whole)),
        (_, { } it) => True(values.Compare(member, comparison, it, whole)),
    };

    private Member Member(Expression member, Expression whole, Scope scope) => paths.Of(member, scope) ?? throw Untranslated.NoMember(whole, member);

    /// <summary>Missing, or JSON null; an element, and the document itself, are never missing.</summary>
    private Filter Null(Member member, Expression whole)
    {
        values.RequireNull(member, whole);
        Filter isNull = True(new ComparisonFilter(member.Path, ComparisonOperator.Equal, JsonScalar.Null));
        return member.Names.IsEmpty ? isNull : !new ExistsFilter(member.Path) | isNull;
    }

    private static IsTrueFilter True(Filter filter) => new(filter);

    /// <summary>Every value is there and none is missing at the document itself.</summary>
    private static Filter Constant(bool value)
    {
        Filter always = new ExistsFilter(JsonPath.Self);
        return value ? always : !always;
    }

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
