using System.Linq.Expressions;
using System.Reflection;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Filters.Linq;

/// <content>Methods of strings and sequences, and Equals.</content>
internal sealed partial class PredicateTranslator
{
    private Filter Call(MethodCallExpression call, Scope scope)
    {
        var type = call.Method.DeclaringType;
        return (call.Method.Name, call.Object, call.Arguments.ToArray()) switch
        {
            (nameof(string.StartsWith), { } text, [var prefix, .. var rest]) when IsOrdinal(type, rest) => Text(text, prefix, call, scope, static (path, part, _) => new StartsWithFilter(path, part)),
            (nameof(string.EndsWith), { } text, [var suffix, .. var rest]) when IsOrdinal(type, rest) => Text(text, suffix, call, scope, EndsWith),
            (nameof(string.Contains), { } text, [var part, .. var rest]) when IsOrdinal(type, rest) =>
                Text(text, part, call, scope, static (path, part, _) => new ContainsFilter(path, part) & new LikeFilter(path, LikePattern.Parse("%", null))),
            (nameof(string.IsNullOrEmpty), null, [var text]) when type == typeof(string) => NullOrEmpty(text, call, scope),
            (nameof(Equals), null, [var left, var right, .. var rest]) when type == typeof(string) && IsOrdinal(type, rest) => Equal(left, right, call, scope),
            (nameof(Equals), { } left, [var right, .. var rest]) when rest.Length == 0 || IsOrdinal(type, rest) => Equal(left, right, call, scope),
            (nameof(Enumerable.Any), null, [var sequence]) when type == typeof(Enumerable) => True(new ElementFilter(Array(sequence, call, scope).Path, Constant(true))),
            (nameof(Enumerable.Any), null, [var sequence, LambdaExpression element]) when type == typeof(Enumerable) && Array(sequence, call, scope) is var array =>
                True(new ElementFilter(array.Path, Condition(element.Body, new Scope(element.Parameters[0], array.Numbers)))),
            (nameof(Enumerable.Contains), _, _) when KnownSequences.Of(call) is var (sequence, item) => Contains(sequence, item, call, scope),
            _ => throw Untranslated.Because(call),
        };
    }

    private Filter Equal(Expression left, Expression right, MethodCallExpression call, Scope scope)
    {
        var (member, other) = Mentions.Parameter(left) ? (left, right) : (right, left);
        var value = Evaluator.Value(other);
        if (call.Method.DeclaringType!.Assembly != typeof(object).Assembly || (member == right && other.Type.Assembly != typeof(object).Assembly))
        {
            throw Untranslated.Because(call, "its type has an equality of its own");
        }

        // 5.Equals((object)5L) is false.
        return value is not null && call.Method.GetParameters()[0].ParameterType == typeof(object) && Bare(member.Type) != value.GetType()
            ? throw Untranslated.Because(call, $"a {Bare(member.Type).Name} does not equal a {value.GetType().Name}")
            : Compare(member, ComparisonOperator.Equal, value, call, scope);
    }

    private Filter NullOrEmpty(Expression text, Expression call, Scope scope)
    {
        var member = Member(text, call, scope);
        values.RequireText(member, call);
        return Null(member, call) | Compare(member, ComparisonOperator.Equal, "", call);
    }

    private IsTrueFilter Text(Expression text, Expression part, Expression call, Scope scope, Func<JsonPath, JsonScalar, Expression, Filter> filter)
    {
        var value = (Evaluator.Value(part) ?? throw new ArgumentNullException(call.ToString())).ToString()!;
        var member = Member(text, call, scope);
        values.RequireText(member, call);
        return True(filter(member.Path, MemberValues.Text(value, call), call));
    }

    private static LikeFilter EndsWith(JsonPath path, JsonScalar suffix, Expression call)
    {
        const char Escape = '\\';
        var text = StrictUtf8.GetString(suffix.Utf8).Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
        try
        {
            return new LikeFilter(path, LikePattern.Parse($"%{text}", Escape));
        }
        catch (ArgumentException exception)
        {
            throw Untranslated.Because(call, exception.Message, exception);
        }
    }

    /// <summary><c>member.Contains(value)</c> of a sequence, or <c>values.Contains(member)</c>.</summary>
    private IsTrueFilter Contains(Expression sequence, Expression item, MethodCallExpression call, Scope scope)
    {
        if (Mentions.Parameter(sequence))
        {
            var array = Array(sequence, call, scope);
            var element = new Member([], item.Type, array.Numbers);
            return True(new ElementFilter(array.Path, Compare(element, ComparisonOperator.Equal, Evaluator.Value(item), call)));
        }

        var listed = KnownSequences.Elements(Evaluator.Value(sequence) ?? throw new ArgumentNullException(call.ToString()), call).ToList();
        var member = Member(Conversions.Strip(item, call), call, scope);
        var isListed = True(values.IsOneOf(member, [.. listed.OfType<object>()], call));
        return listed.Contains(null) ? True(isListed | Null(member, call)) : isListed;
    }

    private Member Array(Expression sequence, Expression call, Scope scope) => Member(sequence, call, scope) is var member && paths.IsArray(member)
        ? member
        : throw Untranslated.Because(call, $"'{sequence}' is not written as a JSON array of its elements");

    /// <summary>Strings compare by their bytes: a call that names another comparison is not supported.</summary>
    private static bool IsOrdinal(Type? type, Expression[] rest) =>
        type == typeof(string) && (rest.Length == 0 || (rest is [{ } comparison] && comparison.Type == typeof(StringComparison) && Evaluator.Value(comparison) is StringComparison.Ordinal));
}
