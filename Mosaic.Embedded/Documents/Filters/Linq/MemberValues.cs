using System.Globalization;
using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Filters.Linq;

/// <summary>How what is written of a member compares with a value, where that is how C# compares them.</summary>
internal sealed class MemberValues(MemberPaths paths)
{
    private const char FirstAboveSurrogates = '\uD800';

    /// <summary>A comparison with a value other than null; unknown where the member is missing, null or of another type.</summary>
    /// <exception cref="NotSupportedException">The JSON does not compare as C# does.</exception>
    public Filter Compare(Member member, ComparisonOperator comparison, object value, Expression whole)
    {
        if (member.Bare == typeof(DateTime) && value is DateTime time && paths.IsBuiltIn(member))
        {
            RefuseLeftOutDefault(member, whole);
            return DateTimeText.Compare(member.Path, comparison, time);
        }

        var scalar = Scalar(member, value, whole);
        return comparison == ComparisonOperator.Equal || IsOrdered(member, scalar)
            ? new ComparisonFilter(member.Path, comparison, scalar)
            : throw Untranslated.Because(whole, $"the JSON text of {member.Bare.Name} is not in the order of its values");
    }

    /// <summary>The member is one of several values, none of which is null.</summary>
    /// <exception cref="NotSupportedException">The JSON does not compare as C# does.</exception>
    public Filter IsOneOf(Member member, IReadOnlyCollection<object> values, Expression whole)
    {
        RefuseLeftOutDefault(member, whole);
        return member.Bare == typeof(DateTime) && values.Count > 0 && values.All(static value => value is DateTime) && paths.IsBuiltIn(member)
            ? DateTimeText.Equal(member.Path, [.. values.Cast<DateTime>()])
            : new InFilter(member.Path, values.Select(value => Scalar(member, value, whole)));
    }

    /// <summary>Null is written as JSON null, or not at all.</summary>
    public void RequireNull(Member member, Expression whole)
    {
        if (!paths.IsBuiltIn(member) && Write(member, null, whole).ValueKind != JsonValueKind.Null)
        {
            throw Untranslated.Because(whole, "its converter writes null as something else");
        }
    }

    /// <summary>The member is text that is written as it is.</summary>
    public void RequireText(Member member, Expression whole)
    {
        if (member.Type != typeof(string) || !paths.IsBuiltIn(member))
        {
            throw Untranslated.Because(whole, "the member is not written as the text that it is");
        }
    }

    /// <summary>Text that a document can hold.</summary>
    public static JsonScalar Text(string text, Expression whole) => StrictUtf8.TryGetBytes(text, out var utf8)
        ? JsonScalar.FromUtf8(utf8)
        : throw Untranslated.Because(whole, "the text holds a surrogate without its partner");

    private JsonScalar Scalar(Member member, object value, Expression whole)
    {
        RefuseLeftOutDefault(member, whole);
        if (!paths.IsBuiltIn(member))
        {
            return Written(member, value, whole);
        }

        var type = member.Bare;
        return (type, value) switch
        {
            _ when type.IsEnum => IsWrittenAsNumber(member) ? JsonScalar.From(value) : Written(member, value, whole),
            (_, string text) when type == typeof(string) => Text(text, whole),
            (_, bool) when type == typeof(bool) => JsonScalar.From(value),
            (_, char letter) when type == typeof(char) => Text(letter.ToString(), whole),
            _ when type == typeof(char) => Text(Letter(value, whole).ToString(), whole),
            (_, Guid or DateOnly or TimeOnly or TimeSpan) when value.GetType() == type => JsonScalar.From(value),
            (_, Version) when type == typeof(Version) => Written(member, value, whole),
            _ when IsNumber(type) && IsNumber(value.GetType()) => Number(member, value, whole),
            _ => throw Untranslated.Because(whole, Incomparable(type, value)),
        };
    }

    private static string Incomparable(Type type, object value) => type == typeof(DateTimeOffset) || type == typeof(DateTime)
        ? $"a {type.Name} is stored as a text, and one moment has several; Filter.Gt and its like compare texts"
        : $"a member of type {type.Name} cannot be compared with a {value.GetType().Name}";

    private static JsonScalar Number(Member member, object value, Expression whole)
    {
        if ((member.Numbers & (JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowNamedFloatingPointLiterals)) != 0)
        {
            throw Untranslated.Because(whole, "the number may be written as a string");
        }

        return value is double and not (>= double.MinValue and <= double.MaxValue) or float and not (>= float.MinValue and <= float.MaxValue) || (value is Half half && !Half.IsFinite(half))
            ? throw Untranslated.Because(whole, "NaN and infinities are no JSON numbers")
            : JsonScalar.From(value);
    }

    /// <summary>What a converter of its own writes, if it reads the same value from it.</summary>
    private JsonScalar Written(Member member, object value, Expression whole)
    {
        var type = member.Bare;
        var wanted = type.IsEnum ? Constant(type, value, whole) : type == typeof(char) && value is not char ? Letter(value, whole) : value;
        if (wanted.GetType() != type)
        {
            throw Untranslated.Because(whole, Incomparable(type, value));
        }

        var written = Write(member, wanted, whole);
        return written.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False && Equals(Read(member, written, whole), wanted)
            ? JsonScalar.From(written)
            : throw Untranslated.Because(whole, $"the converter of {type.Name} does not write the value as one that it reads again");
    }

    private JsonElement Write(Member member, object? value, Expression whole)
    {
        try
        {
            return JsonSerializer.SerializeToElement(value, member.Type, OptionsOf(member));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            throw Untranslated.Because(whole, exception.Message, exception);
        }
    }

    private object? Read(Member member, JsonElement written, Expression whole)
    {
        try
        {
            return written.Deserialize(member.Type, OptionsOf(member));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            throw Untranslated.Because(whole, exception.Message, exception);
        }
    }

    private JsonSerializerOptions OptionsOf(Member member)
    {
        if (member.Converter is null)
        {
            return paths.Json;
        }

        var special = new JsonSerializerOptions(paths.Json);
        special.Converters.Insert(0, member.Converter);
        return special;
    }

    private bool IsOrdered(Member member, JsonScalar scalar)
    {
        var type = member.Bare;
        if (!paths.IsBuiltIn(member))
        {
            return false;
        }

        return type.IsEnum
            ? scalar.Kind == JsonKind.Number && IsWrittenAsNumber(member)
            : IsNumber(type) || type == typeof(char) || type == typeof(DateOnly) || type == typeof(TimeOnly) || type == typeof(Guid)
                || (type == typeof(string) && StrictUtf8.GetString(scalar.Utf8).All(static letter => letter < FirstAboveSurrogates)); // else UTF-16 has another order than UTF-8
    }

    private bool IsWrittenAsNumber(Member member)
    {
        var named = Enum.GetValues(member.Bare);
        return named.Length == 0 || JsonSerializer.SerializeToElement(named.GetValue(0), member.Type, OptionsOf(member)).ValueKind == JsonValueKind.Number;
    }

    /// <summary>C# compares an enum's number.</summary>
    private static object Constant(Type type, object value, Expression whole)
    {
        try
        {
            return value.GetType() == type || (IsNumber(value.GetType()) && Whole(value))
                ? Enum.ToObject(type, Convert.ChangeType(value, Enum.GetUnderlyingType(type), CultureInfo.InvariantCulture))
                : throw Untranslated.Because(whole, $"it is no {type.Name}");
        }
        catch (OverflowException exception)
        {
            throw Untranslated.Because(whole, $"it is no {type.Name}", exception);
        }
    }

    /// <summary>C# compares a character's number.</summary>
    private static char Letter(object value, Expression whole) => IsNumber(value.GetType()) && Whole(value) && Convert.ToDouble(value, CultureInfo.InvariantCulture) is >= char.MinValue and <= char.MaxValue
        ? (char)Convert.ToInt32(value, CultureInfo.InvariantCulture)
        : throw Untranslated.Because(whole, "it is no character");

    private static bool Whole(object value) => value switch
    {
        double number => Math.Floor(number) == number,
        float number => MathF.Floor(number) == number,
        decimal number => decimal.Floor(number) == number,
        Half => false,
        _ => true,
    };

    private static bool IsNumber(Type type) =>
        (!type.IsEnum && Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal) || type == typeof(Half) || type == typeof(Int128) || type == typeof(UInt128);

    private static void RefuseLeftOutDefault(Member member, Expression whole)
    {
        if (member.LeavesOutDefault && member.Type.IsValueType && Nullable.GetUnderlyingType(member.Type) is null)
        {
            throw Untranslated.Because(whole, "the member is not written when it has its type's default value");
        }
    }
}
