using System.Linq.Expressions;
using System.Text.Json;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Filters.Linq;

/// <summary>
/// Makes a filter of an expression. C#'s logic has two values: each comparison is wrapped in IsTrue, so that its negation matches
/// where it does not.
/// </summary>
internal sealed class PredicateTranslator(JsonSerializerOptions json)
{
    private readonly MemberPaths paths = new(json);

    public Filter Translate(LambdaExpression predicate) => Condition(predicate.Body, predicate.Parameters[0]);

    private Filter Condition(Expression expression, ParameterExpression document) => expression switch
    {
        _ when !Mentions.Parameter(expression) => Constant((bool)Evaluator.Value(expression)!),
        BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.And } it when it.Type == typeof(bool) =>
            Condition(it.Left, document) & Condition(it.Right, document),
        BinaryExpression { NodeType: ExpressionType.OrElse or ExpressionType.Or } it when it.Type == typeof(bool) =>
            Condition(it.Left, document) | Condition(it.Right, document),
        UnaryExpression { NodeType: ExpressionType.Not } it when it.Type == typeof(bool) => !Condition(it.Operand, document),
        BinaryExpression { NodeType: ExpressionType.ExclusiveOr } it => throw Unsupported(it),
        BinaryExpression it => Comparison(it, document),
        MethodCallExpression it => Call(it, document),
        MemberExpression { Member.Name: nameof(Nullable<int>.HasValue) } it when Nullable.GetUnderlyingType(it.Expression!.Type) is not null =>
            !IsNull(paths.Of(it.Expression!, document) ?? throw Unsupported(it)),
        _ when paths.Of(expression, document) is { } path && Bare(expression.Type) == typeof(bool) => True(new ComparisonFilter(path, ComparisonOperator.Equal, JsonScalar.True)),
        _ => throw Unsupported(expression),
    };

    private Filter Comparison(BinaryExpression expression, ParameterExpression document)
    {
        var comparison = expression.NodeType switch
        {
            ExpressionType.Equal => ComparisonOperator.Equal,
            ExpressionType.NotEqual => ComparisonOperator.NotEqual,
            ExpressionType.GreaterThan => ComparisonOperator.Greater,
            ExpressionType.GreaterThanOrEqual => ComparisonOperator.GreaterOrEqual,
            ExpressionType.LessThan => ComparisonOperator.Less,
            ExpressionType.LessThanOrEqual => ComparisonOperator.LessOrEqual,
            _ => throw Unsupported(expression),
        };
        var (left, right) = (expression.Left, expression.Right);
        if (Mentions.Parameter(right) && !Mentions.Parameter(left))
        {
            (left, right, comparison) = (right, left, comparison.Flipped());
        }

        if (Mentions.Parameter(right))
        {
            throw Unsupported(expression, "a member can be compared with a value only, not with another member");
        }

        // string.CompareOrdinal(x.Name, "b") > 0
        if (left is MethodCallExpression { Method: { Name: nameof(string.CompareOrdinal), DeclaringType: var type }, Arguments: [var first, var second] }
            && type == typeof(string) && Evaluator.Value(right) is 0 && !Mentions.Parameter(second))
        {
            return Compare(first, comparison, second, expression, document);
        }

        return Compare(left, comparison, right, expression, document);
    }

    private Filter Compare(Expression member, ComparisonOperator comparison, Expression value, Expression whole, ParameterExpression document)
    {
        var path = paths.Of(member, document) ?? throw Unsupported(whole, member);
        var scalar = paths.Scalar(member, Evaluator.Value(value));
        if (scalar.Kind == JsonKind.Null)
        {
            return comparison switch
            {
                ComparisonOperator.Equal => IsNull(path),
                ComparisonOperator.NotEqual => !IsNull(path),
                _ => Constant(false),
            };
        }

        return comparison == ComparisonOperator.NotEqual
            ? !True(new ComparisonFilter(path, ComparisonOperator.Equal, scalar))
            : True(new ComparisonFilter(path, comparison, scalar));
    }

    private Filter Call(MethodCallExpression call, ParameterExpression document)
    {
        var type = call.Method.DeclaringType;
        return (call.Method.Name, call.Object, call.Arguments.ToArray()) switch
        {
            (nameof(string.StartsWith), { } text, [var prefix, .. var rest]) when IsOrdinal(type, rest, text) => Text(text, prefix, call, document, static value => (value, "%")),
            (nameof(string.EndsWith), { } text, [var suffix, .. var rest]) when IsOrdinal(type, rest, text) => Text(text, suffix, call, document, static value => ("%", value)),
            (nameof(string.Contains), { } text, [var part, .. var rest]) when IsOrdinal(type, rest, text) => Inside(text, part, call, document),
            (nameof(string.IsNullOrEmpty), null, [var text]) when type == typeof(string) => NullOrEmpty(text, call, document),
            (nameof(Equals), null, [var left, var right, .. var rest]) when type == typeof(string) && IsOrdinal(type, rest, left) => Equal(left, right, call, document),
            (nameof(Equals), { } left, [var right, .. var rest]) when rest.Length == 0 || IsOrdinal(type, rest, left) => Equal(left, right, call, document),
            (nameof(Enumerable.Contains), null, [var sequence, var item, .. var comparer]) when IsSequenceType(type) && comparer.All(static it => it is ConstantExpression { Value: null }) => Contains(sequence, item, call, document),
            (nameof(Enumerable.Contains), { } sequence, [var item]) when call.Method.DeclaringType != typeof(string) => Contains(sequence, item, call, document),
            (nameof(Enumerable.Any), null, [var sequence]) when type == typeof(Enumerable) => True(new ElementFilter(Path(sequence, call, document), Constant(true))),
            (nameof(Enumerable.Any), null, [var sequence, LambdaExpression element]) when type == typeof(Enumerable) =>
                True(new ElementFilter(Path(sequence, call, document), Condition(element.Body, element.Parameters[0]))),
            _ when paths.Of(call, document) is { } path && Bare(call.Type) == typeof(bool) => True(new ComparisonFilter(path, ComparisonOperator.Equal, JsonScalar.True)),
            _ => throw Unsupported(call),
        };
    }

    private Filter Equal(Expression left, Expression right, Expression whole, ParameterExpression document)
    {
        var (member, value) = Mentions.Parameter(left) ? (left, right) : (right, left);
        return Mentions.Parameter(value) ? throw Unsupported(whole) : Compare(member, ComparisonOperator.Equal, value, whole, document);
    }

    private Filter NullOrEmpty(Expression text, Expression call, ParameterExpression document)
    {
        var path = Path(text, call, document);
        return IsNull(path) | True(new ComparisonFilter(path, ComparisonOperator.Equal, JsonScalar.From("")));
    }

    private IsTrueFilter Inside(Expression text, Expression part, Expression call, ParameterExpression document)
    {
        var path = Path(text, call, document);
        return Evaluator.Value(Free(part, call)) is { } value
            ? True(new ContainsFilter(path, JsonScalar.From(value)) & new LikeFilter(path, LikePattern.Parse("%", null)))
            : throw new ArgumentNullException(call.ToString());
    }

    private IsTrueFilter Text(
        Expression text, Expression part, Expression call, ParameterExpression document, Func<string, (string Before, string After)> around)
    {
        var value = (Evaluator.Value(Free(part, call)) ?? throw new ArgumentNullException(call.ToString())).ToString()!;
        const char Escape = '\\';
        var escaped = value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
        var (before, after) = around(escaped);
        return True(new LikeFilter(Path(text, call, document), LikePattern.Parse(before + after, Escape)));
    }

    /// <summary><c>member.Contains(value)</c> of a sequence, or <c>values.Contains(member)</c>.</summary>
    private IsTrueFilter Contains(Expression sequence, Expression item, Expression call, ParameterExpression document)
    {
        sequence = Evaluator.Unspan(sequence);
        if (Mentions.Parameter(sequence))
        {
            var path = Path(sequence, call, document);
            var scalar = paths.Element(sequence.Type, Evaluator.Value(Free(item, call)));
            return True(new ElementFilter(path, new ComparisonFilter(JsonPath.Self, ComparisonOperator.Equal, scalar)));
        }

        var values = (System.Collections.IEnumerable?)Evaluator.Value(sequence) ?? throw new ArgumentNullException(call.ToString());
        var member = Path(item, call, document);
        var scalars = values.Cast<object?>().Select(value => paths.Scalar(item, value)).ToList();
        var listed = True(new InFilter(member, scalars.Where(static scalar => scalar.Kind != JsonKind.Null)));
        return scalars.Exists(static scalar => scalar.Kind == JsonKind.Null) ? True(listed | IsNull(member)) : listed;
    }

    private JsonPath Path(Expression member, Expression whole, ParameterExpression document) => paths.Of(member, document) ?? throw Unsupported(whole, member);

    private static Expression Free(Expression value, Expression whole) => Mentions.Parameter(value) ? throw Unsupported(whole) : value;

    /// <summary>Missing, or JSON null.</summary>
    private static Filter IsNull(JsonPath path) => !new ExistsFilter(path) | True(new ComparisonFilter(path, ComparisonOperator.Equal, JsonScalar.Null));

    private static IsTrueFilter True(Filter filter) => new(filter);

    /// <summary>Every value is there and none is missing at the document itself.</summary>
    private static Filter Constant(bool value)
    {
        Filter always = new ExistsFilter(JsonPath.Self);
        return value ? always : !always;
    }

    private static bool IsSequenceType(Type? type) => type == typeof(Enumerable) || type == typeof(MemoryExtensions);

    /// <summary>Strings compare by their bytes: a call that names another comparison is not supported, nor a prefix by culture.</summary>
    private static bool IsOrdinal(Type? type, Expression[] rest, Expression text) =>
        type == typeof(string) && text.Type == typeof(string)
        && (rest.Length == 0 || (rest is [{ } comparison] && comparison.Type == typeof(StringComparison) && Evaluator.Value(comparison) is StringComparison.Ordinal));

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static NotSupportedException Unsupported(Expression expression, string? why = null) => new(
        $"The {expression.NodeType} '{expression}' has no translation into a filter{(why is null ? "" : $": {why}")}. Compute it before, or read the documents and decide in memory.");

    private static NotSupportedException Unsupported(Expression whole, Expression part) => Unsupported(whole, $"the {part.NodeType} '{part}' is not a member of the document");
}
