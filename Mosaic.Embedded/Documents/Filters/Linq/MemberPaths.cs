using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Filters.Linq;

/// <summary>Where the serializer puts a member of a document, and how it writes values there.</summary>
internal sealed class MemberPaths(JsonSerializerOptions options)
{
    private readonly JsonSerializerOptions json = options.TypeInfoResolver is null
        ? new JsonSerializerOptions(options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() }
        : options;

    /// <summary>The path of <c>x.A.B[0]</c>; null when the expression is not such a member of <paramref name="document"/>.</summary>
    public JsonPath? Of(Expression expression, ParameterExpression document)
    {
        var names = new List<string>();
        return Collect(expression, document, names) ? JsonPath.FromNames(names) : null;
    }

    /// <summary>A value as the serializer writes it at a member.</summary>
    public JsonScalar Scalar(Expression member, object? value)
    {
        if (value is null)
        {
            return JsonScalar.Null;
        }

        // x.Kind == Kind.A compares numbers in the tree: (int)x.Kind == 1
        var bare = Strip(member);
        var type = Nullable.GetUnderlyingType(bare.Type) ?? bare.Type;
        value = type.IsEnum && !value.GetType().IsEnum ? Enum.ToObject(type, value) : value;
        var converter = bare is MemberExpression { Member: { } name, Expression: { } owner } ? Property(owner.Type, name)?.CustomConverter : null;
        if (converter is null)
        {
            return Element(value);
        }

        return Element(JsonSerializer.SerializeToElement(value, bare.Type, With(converter)));
    }

    /// <summary>A value as the serializer writes it as an element of a sequence.</summary>
    public JsonScalar Element(Type sequence, object? value)
    {
        var type = sequence.IsArray ? sequence.GetElementType() : sequence.GetGenericArguments() is [var only] ? only : null;
        type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        return Element(value is not null && type is { IsEnum: true } && !value.GetType().IsEnum ? Enum.ToObject(type, value) : value);
    }

    private JsonScalar Element(object? value)
    {
        if (value is null or string or bool or int or long)
        {
            return JsonScalar.From(value);
        }

        try
        {
            return JsonScalar.From(value is JsonElement ? value : JsonSerializer.SerializeToElement(value, value.GetType(), json));
        }
        catch (ArgumentException exception)
        {
            throw new NotSupportedException($"A value of type {value.GetType()} is not written as a JSON scalar and cannot be compared with.", exception);
        }
    }

    private JsonSerializerOptions With(JsonConverter converter)
    {
        var special = new JsonSerializerOptions(json);
        special.Converters.Insert(0, converter);
        return special;
    }

    private bool Collect(Expression expression, ParameterExpression document, List<string> names)
    {
        switch (Strip(expression))
        {
            case ParameterExpression parameter:
                return parameter == document;
            case MemberExpression { Member.Name: "Value", Expression: { } nullable } when Nullable.GetUnderlyingType(nullable.Type) is not null:
                return Collect(nullable, document, names);
            case MemberExpression { Expression: { } owner } member when Collect(owner, document, names):
                return Add(names, Property(owner.Type, member.Member)?.Name);
            case BinaryExpression { NodeType: ExpressionType.ArrayIndex } element when Collect(element.Left, document, names):
                return Add(names, Key(element.Right));
            case MethodCallExpression { Method: { Name: "get_Item", IsSpecialName: true }, Object: { } owner, Arguments: [var key] } when Collect(owner, document, names):
                return Add(names, Key(key));
            default:
                return false;
        }
    }

    private static bool Add(List<string> names, string? name)
    {
        names.Add(name ?? "");
        return !string.IsNullOrEmpty(name);
    }

    /// <summary>An element's number, or a dictionary's key.</summary>
    private static string? Key(Expression key) => Mentions.Parameter(key) ? null : Evaluator.Value(key) switch
    {
        int index and >= 0 => index.ToString(System.Globalization.CultureInfo.InvariantCulture),
        string name => name,
        _ => null,
    };

    private static Expression Strip(Expression expression)
    {
        while (expression is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked or ExpressionType.TypeAs } conversion)
        {
            expression = conversion.Operand;
        }

        return expression;
    }

    private JsonPropertyInfo? Property(Type owner, MemberInfo member) =>
        json.GetTypeInfo(owner).Properties.FirstOrDefault(property =>
            property.AttributeProvider is MemberInfo written && written.Name == member.Name && (property.Get is not null || property.Set is not null));
}
