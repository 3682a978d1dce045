using System.Linq.Expressions;
using System.Reflection;

namespace Mosaic.Documents.Filters.Linq;

/// <summary>Computes what does not depend on the document.</summary>
internal static class Evaluator
{
    public static object? Value(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Member: FieldInfo field, Expression: ConstantExpression { Value: { } closure } } => field.GetValue(closure),
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
