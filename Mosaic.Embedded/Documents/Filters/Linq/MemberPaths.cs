using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Filters.Linq;

/// <summary>Where the serializer puts a member of a document.</summary>
internal sealed class MemberPaths(JsonSerializerOptions options)
{
    private static readonly Assembly Serializer = typeof(JsonSerializer).Assembly;

    /// <summary>The options, with a resolver.</summary>
    public JsonSerializerOptions Json { get; } = options.TypeInfoResolver is null
        ? new JsonSerializerOptions(options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() }
        : options;

    /// <summary>The path of a lambda that names a member, <c>x => x.A.B[0]</c>; null when it is none.</summary>
    public JsonPath? Of(LambdaExpression member) =>
        Of(Conversions.StripUp(member.Body), new Scope(member.Parameters[0], Json.NumberHandling))?.Path;

    /// <summary>The member that <c>x.A.B[0]</c> is, whatever converts it; null when the expression is none of the scope's.</summary>
    public Member? Of(Expression expression, Scope scope)
    {
        switch (Conversions.StripUp(expression))
        {
            case ParameterExpression parameter when parameter == scope.Parameter:
                return new Member([], parameter.Type, scope.Numbers);
            case MemberExpression { Member.Name: "Value", Expression: { } nullable } when Nullable.GetUnderlyingType(nullable.Type) is { } type:
                return Of(nullable, scope) is { } inner ? inner with { Type = type } : null;
            case MemberExpression { Expression: { } owner } member:
                return Of(owner, scope) is { Converter: null } of ? Property(of, member.Member) : null;
            case BinaryExpression { NodeType: ExpressionType.ArrayIndex } element:
                return Of(element.Left, scope) is { } array ? Part(array, element.Right, element.Type) : null;
            case MethodCallExpression { Method: { Name: "get_Item", IsSpecialName: true }, Object: { } owner, Arguments: [var key] } item:
                return Of(owner, scope) is { } list ? Part(list, key, item.Type) : null;
            default:
                return null;
        }
    }

    /// <summary>The member is written as a JSON array of its elements, which compare by their own type's equality.</summary>
    public bool IsArray(Member member) =>
        IsBuiltIn(member) && Json.GetTypeInfo(member.Type).Kind == JsonTypeInfoKind.Enumerable && IsOfTheFramework(member.Type) && member.Type != typeof(SortedSet<string>);

    /// <summary>The member is written by the serializer's own converter for its type.</summary>
    public bool IsBuiltIn(Member member) =>
        !member.IsConverted && Json.GetTypeInfo(member.Bare).Converter.GetType().Assembly == Serializer;

    /// <summary>An element by its number, or a value by its key.</summary>
    private Member? Part(Member owner, Expression key, Type type)
    {
        if (owner.Converter is not null || !IsBuiltIn(owner) || !IsOfTheFramework(owner.Type) || Mentions.Parameter(key))
        {
            return null;
        }

        var name = (Json.GetTypeInfo(owner.Type).Kind, Evaluator.Value(key)) switch
        {
            (JsonTypeInfoKind.Enumerable, int index and >= 0) => index.ToString(CultureInfo.InvariantCulture),
            (JsonTypeInfoKind.Dictionary, int number) => number.ToString(CultureInfo.InvariantCulture),
            (JsonTypeInfoKind.Dictionary, string text) => Json.DictionaryKeyPolicy?.ConvertName(text) ?? text,
            _ => null,
        };
        return string.IsNullOrEmpty(name) ? null : new Member(owner.Names.Add(name), type, owner.Numbers);
    }

    private Member? Property(Member owner, MemberInfo member)
    {
        var type = Json.GetTypeInfo(owner.Bare);
        var property = type.Properties.FirstOrDefault(property =>
            property.AttributeProvider is MemberInfo written && (property.Get is not null || property.Set is not null) && IsSame(owner.Bare, member, written));
        if (property is null || property.Name.Length == 0)
        {
            return null;
        }

        var written = (MemberInfo)property.AttributeProvider!;
        var ignored = written.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition ?? Json.DefaultIgnoreCondition;
        return new Member(
            owner.Names.Add(property.Name),
            property.PropertyType,
            property.NumberHandling ?? type.NumberHandling ?? Json.NumberHandling,
            property.CustomConverter,
            property.CustomConverter is { } converter && !IsBuiltIn(converter, written),
            ignored == JsonIgnoreCondition.WhenWritingDefault);
    }

    /// <summary>Around the converter of a nullable type's value the serializer puts one of its own, so the attribute is asked first.</summary>
    private static bool IsBuiltIn(JsonConverter converter, MemberInfo written) => written.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType is { } named
        ? named.Assembly == Serializer
        : converter.GetType().Assembly == Serializer && converter.Type is { } type && Nullable.GetUnderlyingType(type) is null;

    /// <summary>Whether a member that an expression names, of the type itself, a base type or an interface, is the one that is written.</summary>
    private static bool IsSame(Type owner, MemberInfo named, MemberInfo written) => (named, written) switch
    {
        (PropertyInfo { GetMethod: { } get }, PropertyInfo { GetMethod: { } other }) => Own(owner, get) is { } own && Root(own) == Root(other),
        (FieldInfo field, FieldInfo other) => field.FieldHandle == other.FieldHandle,
        _ => false,
    };

    private static MethodInfo? Own(Type owner, MethodInfo getter)
    {
        if (getter.DeclaringType is not { IsInterface: true } contract || owner.IsInterface)
        {
            return getter;
        }

        var map = owner.GetInterfaceMap(contract);
        var index = Array.FindIndex(map.InterfaceMethods, method => method.MethodHandle == getter.MethodHandle);
        return index < 0 ? null : map.TargetMethods[index];
    }

    private static RuntimeMethodHandle Root(MethodInfo getter) => getter.GetBaseDefinition().MethodHandle;

    private static bool IsOfTheFramework(Type type) => type.IsArray || type.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) == true;
}
