using System.Linq.Expressions;

namespace Mosaic.Documents.Filters.Linq;

/// <summary>Conversions that keep every value, so that what is written of the value can be compared instead of the result.</summary>
internal static class Conversions
{
    /// <summary>The expression within conversions that keep every value.</summary>
    /// <exception cref="NotSupportedException">A conversion may change a value, or how its text reads: <c>(int)x.Price</c>, <c>x.Float == 0.1</c>.</exception>
    public static Expression Strip(Expression expression, Expression whole)
    {
        while (expression is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked or ExpressionType.TypeAs } conversion)
        {
            var (from, to) = (Bare(conversion.Operand.Type), Bare(conversion.Type));
            if (conversion.NodeType == ExpressionType.TypeAs || !Keeps(from, to) || (conversion.Method is { } method && method.DeclaringType != typeof(decimal)))
            {
                throw Untranslated.Because(whole, $"the {conversion.NodeType} '{conversion}' from {from.Name} to {to.Name} may change the value");
            }

            expression = conversion.Operand;
        }

        return expression;
    }

    /// <summary>The expression within conversions to a base type, an interface or object.</summary>
    public static Expression StripUp(Expression expression)
    {
        while (expression is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.TypeAs, Method: null } conversion
            && conversion.Type.IsAssignableFrom(conversion.Operand.Type))
        {
            expression = conversion.Operand;
        }

        return expression;
    }

    private static bool Keeps(Type from, Type to)
    {
        from = from.IsEnum ? Enum.GetUnderlyingType(from) : from;
        to = to.IsEnum ? Enum.GetUnderlyingType(to) : to;
        if (from == to || (from == typeof(char) && to == typeof(int)))
        {
            return true;
        }

        return Integer(from) is { } source && (Integer(to) is { } target
            ? source.Signed == target.Signed ? source.Bits <= target.Bits : !source.Signed && source.Bits < target.Bits
            : to == typeof(decimal) || (to == typeof(double) && source.Bits <= 32) || (to == typeof(float) && source.Bits <= 16));
    }

    private static (bool Signed, int Bits)? Integer(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.SByte => (true, 8),
        TypeCode.Byte => (false, 8),
        TypeCode.Int16 => (true, 16),
        TypeCode.UInt16 => (false, 16),
        TypeCode.Int32 => (true, 32),
        TypeCode.UInt32 => (false, 32),
        TypeCode.Int64 => (true, 64),
        TypeCode.UInt64 => (false, 64),
        _ => null,
    };

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
