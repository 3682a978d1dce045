using System.Linq.Expressions;
using System.Reflection;

namespace Mosaic.Documents.Filters.Linq;

/// <summary>Computes what does not depend on the document.</summary>
internal static class Evaluator
{
    /// <exception cref="NotSupportedException">It depends on the document, or is a value that cannot be kept.</exception>
    public static object? Value(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Member: FieldInfo field, Expression: ConstantExpression { Value: { } closure } } => field.GetValue(closure),
        _ when Mentions.Parameter(expression) => throw Untranslated.Because(expression, "it depends on the document where a value is needed"),
        _ when expression.Type.IsByRefLike => throw Untranslated.Because(expression, "a span is no value to compare with"),
        _ => Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)(),
    };

    /// <summary>The array within a conversion to a span, which C# 14 puts around <c>array.Contains(x)</c>.</summary>
    public static Expression Unspan(Expression expression) => expression switch
    {
        MethodCallExpression { Method.Name: "op_Implicit", Arguments: [var inner] } when expression.Type.IsByRefLike => Unspan(inner),
        UnaryExpression { NodeType: ExpressionType.Convert } it when it.Type.IsByRefLike => Unspan(it.Operand),
        _ => expression,
    };
}
